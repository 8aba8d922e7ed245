# embed_folder(TARGET DIR FUNCTION): the files of DIR become read-only bytes of TARGET.
#
#   embed_folder(platform_sql ${CMAKE_SOURCE_DIR}/migrations migration_files)
#
# defines `std::span<const ontos::EmbeddedFile> ontos::migration_files()`, sorted by path. Declare it
# in a header of the folder:
#
#   #include "platform/base/embedded.hpp"
#   namespace ontos { std::span<const EmbeddedFile> migration_files(); }
#
# Call it in src/CMakeLists.txt after the target's ontos_folder(...). TARGET must have a source file
# and see platform/base; FUNCTION must be unique in the program. New and changed files are noticed.
# One .S with .incbin (fast, no byte arrays) and one .cpp with the table.
function(embed_folder target dir function)
  file(GLOB_RECURSE files RELATIVE ${dir} CONFIGURE_DEPENDS ${dir}/*)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded/${function})
  embed_write("${dir}" "${files}" ${function} ${out})
  list(TRANSFORM files PREPEND ${dir}/)
  # The assembler reads the files itself, so the build must be told of them.
  set_source_files_properties(${out}.S PROPERTIES OBJECT_DEPENDS "${files}")
  target_sources(${target} PRIVATE ${out}.S ${out}.cpp)
endfunction()

# embed_built_folder(TARGET DIR FUNCTION DEPENDS file... COMMAND command...): the same for a folder
# that COMMAND fills while the program is built, anew when one of the files has changed.
function(embed_built_folder target dir function)
  cmake_parse_arguments(ARG "" "COMMENT" "DEPENDS;COMMAND" ${ARGN})
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded/${function})
  add_custom_command(
    OUTPUT ${out}.S ${out}.cpp
    DEPENDS ${ARG_DEPENDS} ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake
    COMMAND ${ARG_COMMAND}
    COMMAND ${CMAKE_COMMAND} -DEMBED_DIR=${dir} -DEMBED_FUNCTION=${function} -DEMBED_OUT=${out}
            -P ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake
    COMMENT "${ARG_COMMENT}" VERBATIM)
  set_source_files_properties(${out}.S PROPERTIES OBJECT_DEPENDS "${ARG_DEPENDS}")
  # By itself, so that no other file is compiled anew with it.
  set_source_files_properties(${out}.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE ${out}.S ${out}.cpp)
endfunction()

# embed_write(DIR FILES FUNCTION OUT): writes OUT.S and OUT.cpp.
function(embed_write dir files function out)
  list(SORT files)
  if(NOT files)
    message(FATAL_ERROR "embed_folder: nothing in ${dir}")
  endif()
  set(asm "    .section .rodata\n")
  set(declarations "")
  set(rows "")
  set(index 0)
  foreach(file IN LISTS files)
    set(symbol "embed_${function}_${index}")
    string(APPEND asm "    .balign 16\n    .global ${symbol}, ${symbol}_end\n${symbol}:\n"
                      "    .incbin \"${dir}/${file}\"\n${symbol}_end:\n    .byte 0\n")
    string(APPEND declarations "extern \"C\" const char ${symbol}[], ${symbol}_end[];\n")
    string(APPEND rows "    {\"${file}\",\n     {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND asm "    .section .note.GNU-stack,\"\",%progbits\n")
  file(CONFIGURE OUTPUT ${out}.S CONTENT "${asm}" @ONLY)
  file(CONFIGURE OUTPUT ${out}.cpp CONTENT "#include \"platform/base/embedded.hpp\"
${declarations}
namespace ontos {
std::span<const EmbeddedFile> ${function}();
std::span<const EmbeddedFile> ${function}() {
    static const EmbeddedFile table[] = {
${rows}    };
    return table;
}
}  // namespace ontos
" @ONLY)
endfunction()

# As a script, for embed_built_folder. The files are touched, because names of the same bytes stay.
if(CMAKE_SCRIPT_MODE_FILE AND EMBED_DIR)
  file(GLOB_RECURSE files RELATIVE ${EMBED_DIR} ${EMBED_DIR}/*)
  embed_write("${EMBED_DIR}" "${files}" ${EMBED_FUNCTION} ${EMBED_OUT})
  file(TOUCH ${EMBED_OUT}.S ${EMBED_OUT}.cpp)
endif()
