// Which files are left to the daemon once it is ready: Landlock (landlock(7)), by which a process
// closes the file system to itself. Everything that is not named is refused with EACCES, whoever
// the process belongs to; root's own files too.
//
// Asked when a file is opened, made, renamed or removed. Not asked: files that are open already,
// connecting to a socket, and whether a path is there (stat). A folder stands for what lies below
// it, now and later; a file for itself, not for another that is put in its place.
//
// For good, for the calling thread and all that it starts: once, before threads begin. Where there
// is none: a kernel without (before Linux 5.13, and many routers'), and builds with sanitizers.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cutoffd::source {

// What is not there is passed over: then there is nothing to reach.
struct Reach {
  std::vector<std::filesystem::path> reads;    // files, or folders and what they list
  std::vector<std::filesystem::path> writes;   // read too; in folders files are made and removed
  std::vector<std::filesystem::path> sockets;  // folders in which sockets are made and removed
};

// Returns why the file system is as open as before, as one sentence. Sets no_new_privs, without
// which the kernel limits no account that is not root's.
std::optional<std::string> reach_only(const Reach& reach);

}  // namespace cutoffd::source
