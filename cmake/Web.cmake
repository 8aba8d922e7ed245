# The page: web/ built by vite and embedded as `web_files()`; and, as target page_types, its types held
# against openapi.json, so that a change of the API that the page does not follow breaks the build. The
# program does not wait for them: it writes openapi.json, and must do so before they can fit a new route.
set(web ${CMAKE_SOURCE_DIR}/web)
set(web_out ${CMAKE_BINARY_DIR}/web)
file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${web}/src/*.ts ${web}/src/*.tsx ${web}/src/*.css
     ${web}/src/*.svg)
list(FILTER web_sources EXCLUDE REGEX "(schema|requests)\\.d\\.ts$")
file(GLOB_RECURSE web_tests CONFIGURE_DEPENDS ${web}/tests/*.ts)
set(web_settings ${web}/package.json ${web}/package-lock.json ${web}/tsconfig.json
    ${web}/vite.config.ts ${web}/index.html)

add_custom_command(
  OUTPUT ${web_out}/modules.stamp
  DEPENDS ${web}/package-lock.json
  COMMAND ${CMAKE_SOURCE_DIR}/cmake/get_web_modules.sh ${web}
  COMMAND ${CMAKE_COMMAND} -E touch ${web_out}/modules.stamp
  COMMENT "npm ci for the page" VERBATIM)

add_custom_command(
  OUTPUT ${web_out}/types.stamp
  DEPENDS ${web_sources} ${web_tests} ${web_settings} ${CMAKE_SOURCE_DIR}/openapi.json
          ${web_out}/modules.stamp
  WORKING_DIRECTORY ${web}
  COMMAND npm run --silent check
  COMMAND ${CMAKE_COMMAND} -E touch ${web_out}/types.stamp
  COMMENT "Types of the page against openapi.json" VERBATIM)
add_custom_target(page_types DEPENDS ${web_out}/types.stamp)

embed_built_folder(page ${web_out}/dist web_files
  DEPENDS ${web_sources} ${web_settings} ${web_out}/modules.stamp
  COMMAND ${CMAKE_COMMAND} -E chdir ${web} ${CMAKE_COMMAND} -E env ONTOS_WEB_OUT=${web_out}/dist
          npx --no-install vite build --logLevel warn
  COMMENT "The page")
