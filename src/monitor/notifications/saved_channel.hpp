#pragma once
// Saved channels as channels.

#include "monitor/notifications/model.hpp"

namespace ontos {

Channel channel_of(const SavedChannel& saved);
/// Fills the members of the channel.
void set_channel(SavedChannel& saved, const Channel& channel);
SavedChannel masked(SavedChannel saved);
/// By its id, so that a change of its address keeps what was sent apart from what was not.
std::string destination_of(const SavedChannel& saved);

}  // namespace ontos
