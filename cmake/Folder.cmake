# ontos_folder(platform/base DEPENDS other/folder... LINKS library...)
# Makes the static library `platform_base` of a folder's sources, and `platform_base_test` of its
# *_test.cpp files. A folder sees only what it names here: the list in src/CMakeLists.txt is the
# layering, and tests/tidy checks the includes against it.
# With ONTOS_UNITY the files of a folder are compiled five at a time, as one: they include much the same,
# and most of the time of a file is its headers and what it makes of their templates. So names in the
# anonymous namespaces of a folder differ. The preset lint compiles each file alone, so that a missing
# include is found; with a sanitizer a compiler takes longer, and more is shared.
set(unity_files 5)
if(ONTOS_SANITIZER)
  set(unity_files 15)
endif()
function(build_together target files)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${ONTOS_UNITY}
                        UNITY_BUILD_BATCH_SIZE ${files})
  if(ONTOS_UNITY)
    # Seen as a header's, a type of a .cpp may use its anonymous namespace.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()

function(ontos_folder folder)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINKS" ${ARGN})
  string(REPLACE "/" "_" name ${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  set(depends "")
  foreach(folder_name IN LISTS ARG_DEPENDS)
    string(REPLACE "/" "_" library ${folder_name})
    list(APPEND depends ${library})
  endforeach()

  if(sources)
    add_library(${name} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${name} ${scope} ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${name} ${scope} ${depends} ${ARG_LINKS})
  if(sources)
    build_together(${name} ${unity_files})
  endif()

  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ${name} GTest::gmock_main)
    target_compile_definitions(${name}_test PRIVATE ONTOS_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    # What a test itself does need not be fast.
    target_compile_options(${name}_test PRIVATE $<$<CONFIG:Release>:-O0>)
    add_test(NAME ${folder} COMMAND ${name}_test)
    # ONTOS_TEST_POSTGRES is the address of the cluster that the test script starts.
    set_tests_properties(${folder} PROPERTIES TIMEOUT 300)
  endif()
endfunction()
