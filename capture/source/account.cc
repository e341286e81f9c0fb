#include "capture/source/account.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <system_error>

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/source/privileges.h"

namespace cutoffd::source {
namespace {

// Of one entry of passwd(5), whatever its comment; more is a mistake there.
constexpr std::size_t kEntryOctets = 16'384;

std::string because(const std::string& what) { return what + ": " + std::strerror(errno); }

std::optional<uid_t> number_of(const std::string& text) {
  uid_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<Account, std::string> account_of(const std::string& name) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, kEntryOctets> octets{};
  (void)getpwnam_r(name.c_str(), &entry, octets.data(), octets.size(), &found);
  if (const auto number = number_of(name); found == nullptr && number) {
    (void)getpwuid_r(*number, &entry, octets.data(), octets.size(), &found);
  }
  if (found == nullptr) return Failure{"there is no account '" + name + "' on this machine"};
  if (entry.pw_uid == 0) {
    return Failure{"'" + name + "' is root; name an account that owns nothing else"};
  }
  return Account{entry.pw_name, entry.pw_uid, entry.pw_gid};
}

std::optional<gid_t> group_of(const std::string& name) {
  group entry{};
  group* found = nullptr;
  std::array<char, kEntryOctets> octets{};
  (void)getgrnam_r(name.c_str(), &entry, octets.data(), octets.size(), &found);
  return found == nullptr ? std::nullopt : std::optional(entry.gr_gid);
}

std::optional<std::string> make_directory_for(const Account& account,
                                              const std::filesystem::path& directory) {
  std::error_code error;
  if (directory.empty() || std::filesystem::exists(directory, error)) return std::nullopt;
  if (directory.has_parent_path()) {
    std::filesystem::create_directories(directory.parent_path(), error);
  }
  // Of its group, as the service's state directory is.
  if (mkdir(directory.c_str(), 0750) != 0) return because("cannot make " + directory.string());
  if (lchown(directory.c_str(), account.user, account.group) != 0) {
    return because("cannot give " + directory.string() + " to '" + account.name + "'");
  }
  return std::nullopt;
}

std::optional<std::string> become(const Account& account) {
  if (getuid() == account.user && geteuid() == account.user) return std::nullopt;
  if (geteuid() != 0) {
    return "only root can go on as '" + account.name + "': start it as root, or as that account";
  }
  empty_bounding_set();  // afterwards nobody is left who might
  const std::string as = " '" + account.name + "'";
  if (initgroups(account.name.c_str(), account.group) != 0)
    return because("cannot take the groups of" + as);
  // Real, effective and saved: none is left to go back to.
  if (setresgid(account.group, account.group, account.group) != 0 ||
      setresuid(account.user, account.user, account.user) != 0) {
    return because("cannot go on as" + as);
  }
  if (setuid(0) == 0) return "the system let" + as + " be root again";
  return std::nullopt;
}

}  // namespace cutoffd::source
