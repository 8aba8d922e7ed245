#pragma once
// An open file, folder or socket.

#include <utility>

namespace ontos {

/// Closed with it. Owned by one thread.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_{number} {}
    Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() { close(); }

    int get() const { return number_; }
    bool is_open() const { return number_ >= 0; }
    /// Again does nothing.
    void close();

private:
    int number_;
};

}  // namespace ontos
