// Capturing needs CAP_NET_RAW to open its sockets, and nothing to read them: what a packet's
// dissector could be made to do should find no power to do it with.
//
// Linux keeps capabilities for each thread: called once, before threads begin.
#pragma once

#include <optional>
#include <string>

namespace cutoffd::source {

enum class Keep {
  nothing,
  // An interface that went away and came back can be opened again; nothing else can be done.
  capture,
};

// So that no program started from here gains anything either. Needs CAP_SETPCAP, which a service
// with CAP_NET_RAW alone does not have: there, no_new_privs says the same.
void empty_bounding_set();

// Every other capability is gone from here on, and no program that this one starts gains any.
// Returns what the kernel refused, as one sentence; then some may be left.
std::optional<std::string> give_up_privileges(Keep keep);

}  // namespace cutoffd::source
