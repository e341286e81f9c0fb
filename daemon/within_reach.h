// Which files a command needs once it looks at packets, for capture/source/reach.h: configuration
// and lists to read, the state directory to write, and what the C library and OpenSSL read to find
// collectors and to trust them. tests/live/system_calls holds it to a traced run.
//
// Values; asked before anything is closed, because links are followed. Threads: any.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "capture/source/reach.h"
#include "config/settings.h"
#include "daemon/command_line.h"

namespace cutoffd {

// Of the daemon; `files` are those that the settings were read from. Of each file its folder too,
// so that one that is put in its place (an editor's, a renewed certificate) is read at the next
// reload; but not one of the system's great folders, such as /etc or /root: of what lies there
// itself, only the file that was there at the start. What is not there is left out.
source::Reach reach_of(const ConfigurationChoice& choice, const config::Settings& settings,
                       const std::vector<std::filesystem::path>& files);

// What a later `wanted` has beyond the reach of the start, each once: it waits for the next one.
std::vector<std::filesystem::path> beyond(const source::Reach& reach, const source::Reach& wanted);

// For commands that only look at an interface: what a packet could make a dissector do finds no
// power to do it with, no call that is not needed and no file but the system's libraries and what
// interfaces count. Called once they are open; what could not be had is told.
void look_without_power(const std::vector<std::string>& interfaces);

// Those that `reach_of` lets be written and the daemon makes itself where they are missing: made
// now, as far as that can be done. Whoever needs one says what is wrong with it.
void make_folders(const config::Settings& settings);

}  // namespace cutoffd
