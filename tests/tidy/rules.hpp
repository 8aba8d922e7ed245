#pragma once
// The rules of STYLE.md and DESIGN.md that a look at one file can check.

#include "tidy/layering.hpp"

namespace ontos::tidy {

/// Lines of at most 100 characters.
Findings check_columns(const Source& source);
/// Functions of at most 60 lines, from the line of the opening brace to that of the closing one.
Findings check_functions(const Source& source);
/// `co_await` only in platform/http and only in the forms that g++ 12 compiles rightly.
Findings check_co_await(const Source& source);
/// What must not be called, and where it may be.
Findings check_banned(const Source& source);
/// The file starts with a sentence that says what it knows.
Findings check_first_sentence(const Source& source);
/// SQL text only in *_store.cpp, in platform/sql and in tests.
Findings check_sql(const Source& source);
/// `catch (...)` that does not pass the exception on only where everything must end.
Findings check_catch_all(const Source& source);

}  // namespace ontos::tidy
