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
  list(SORT files)
  if(NOT files)
    message(FATAL_ERROR "embed_folder: nothing in ${dir}")
  endif()
  set(asm "    .section .rodata\n")
  set(declarations "")
  set(rows "")
  set(paths "")
  set(index 0)
  foreach(file IN LISTS files)
    set(symbol "embed_${function}_${index}")
    string(APPEND asm "    .balign 16\n    .global ${symbol}, ${symbol}_end\n${symbol}:\n"
                      "    .incbin \"${dir}/${file}\"\n${symbol}_end:\n    .byte 0\n")
    string(APPEND declarations "extern \"C\" const char ${symbol}[], ${symbol}_end[];\n")
    string(APPEND rows "    {\"${file}\",\n     {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    list(APPEND paths ${dir}/${file})
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND asm "    .section .note.GNU-stack,\"\",%progbits\n")
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded/${function})
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
  # The assembler reads the files itself, so the build must be told of them.
  set_source_files_properties(${out}.S PROPERTIES OBJECT_DEPENDS "${paths}")
  target_sources(${target} PRIVATE ${out}.S ${out}.cpp)
endfunction()
