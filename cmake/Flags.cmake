# Warnings are errors; the sanitizer presets change nothing else.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Werror)
# Compiled together, a name of one file is seen by the next: what shadows it is found by lint.
add_compile_options("-Wshadow$<$<BOOL:${ONTOS_UNITY}>:=local>")
# g++ 12 sees overlaps in std::string that are not there (GCC bug 105329).
add_compile_options("$<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-Wno-restrict>")
add_compile_options("$<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-fno-semantic-interposition>")

if(ONTOS_SANITIZER STREQUAL "address")
  # null and alignment are checked at every access, which takes 40 % of the compile time; ASan stops at a null
  # pointer as well.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=vptr,null,alignment -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(ONTOS_SANITIZER STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -Wno-tsan)
  add_link_options(-fsanitize=thread)
endif()
if(ONTOS_SANITIZER)
  add_compile_options(-O1 -g1)
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
