#pragma once
// Checks of one request that are told at once, whichever of them objects.

#include "platform/base/failure.hpp"

namespace ontos {

/// Owned by one thread.
class RequestChecks {
public:
    /// What the check throws as Failure{invalid} or Failure{not_found} is kept for the end; `where`
    /// is what it looks at, if its Failure names no value.
    template <class Check>
    void run(std::string_view where, const Check& check) {
        try {
            check();
        } catch (const Failure& failure) {
            keep(where, failure);
        }
    }
    /// Throws the one Failure that was kept as it is; of several, Failure{invalid} with all that
    /// they say.
    void require_none() const;

private:
    void keep(std::string_view where, const Failure& failure);

    std::vector<Failure> failures_;
    std::vector<Violation> violations_;
};

}  // namespace ontos
