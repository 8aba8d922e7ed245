// Where what the data takes is found.
#include "app/storage.hpp"

namespace ontos {
namespace {

constexpr std::array storage_routes{
    api::get<&Storage::show_storage>("/system/storage",
                                     "What the data takes on disk, and how much room is left.",
                                     api::Right::deploy_read),
};

}  // namespace

void mount(api::Router& router, Storage& storage) {
    router.mount(storage, storage_routes, "System");
}

}  // namespace ontos
