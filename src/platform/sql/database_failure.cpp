// What a client is told when the database fails.
#include "platform/sql/database_failure.hpp"

#include "platform/base/failure.hpp"
#include "platform/sql/connection.hpp"

namespace ontos::sql {

void rethrow_for_client() {
    using namespace std::chrono_literals;
    try {
        throw;
    } catch (const Full& error) {
        throw Failure{FailureKind::out_of_space, "The disk of the database is full.",
                      Cause{error.what()}}
            .hint("Free space, then try again: nothing of this change was kept.");
    } catch (const ConnectionLost& error) {
        throw Failure{FailureKind::unavailable, "The database cannot be reached.",
                      Cause{error.what()}}
            .retry_after(2s);
    } catch (const Busy& error) {
        throw Failure{FailureKind::unavailable, "The database is too busy.", Cause{error.what()}}
            .retry_after(1s);
    } catch (const SerializationFailure& error) {
        throw Failure{FailureKind::unavailable,
                      "Others kept changing the same rows: the change was not made.",
                      Cause{error.what()}}
            .retry_after(1s);
    } catch (const BadValue& error) {
        throw Failure{FailureKind::invalid,
                      "A value cannot be kept: a text must be UTF-8 without NUL, a number not NaN.",
                      Cause{error.what()}}
            .code("invalid_value");
    }
}

}  // namespace ontos::sql
