// The account as which a daemon goes on that root has started: all but opening the capture sockets
// is done without root's power, and without root's files.
//
// Once, before threads begin.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <sys/types.h>

#include "core/result.h"

namespace cutoffd::source {

struct Account {
  std::string name;
  uid_t user = 0;
  gid_t group = 0;
};

// By name, or by number where an account has that number. The mistake is one sentence; root is one.
Result<Account, std::string> account_of(const std::string& name);

// Nothing where there is none of that name.
std::optional<gid_t> group_of(const std::string& name);

// Makes DIRECTORY where there is none, and gives it to the account: what is there already is left
// as it is. Returns what the system refused.
std::optional<std::string> make_directory_for(const Account& account,
                                              const std::filesystem::path& directory);

// The account's user and groups, for good. Returns what the system refused; then this process is to
// end, for some of it may have happened.
std::optional<std::string> become(const Account& account);

}  // namespace cutoffd::source
