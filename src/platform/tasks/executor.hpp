#pragma once
// Something that runs work later, within a bound.

#include <functional>

namespace ontos {

/// Thread safe.
class Executor {
public:
    virtual ~Executor() = default;
    /// False if the bound is reached or it is stopping: the work was not taken and will not run.
    /// The work must not throw.
    [[nodiscard]] virtual bool try_post(std::function<void()> work) = 0;
};

}  // namespace ontos
