#include "daemon/within_reach.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <system_error>

#include <unistd.h>

#include "capture/source/call_filter.h"
#include "capture/source/privileges.h"
#include "daemon/control_address.h"
#include "daemon/data_directories.h"
#include "daemon/mac_vendors.h"
#include "daemon/message.h"

namespace cutoffd {
namespace {

namespace fs = std::filesystem;
using Paths = std::vector<fs::path>;

// The C library loads its ways of finding names at run time (nsswitch.conf(5)); std::random_device
// and SQLite ask these devices where the kernel has no call for it.
constexpr std::array kLibraries{"/lib",
                                "/lib32",
                                "/lib64",
                                "/usr/lib",
                                "/usr/lib32",
                                "/usr/lib64",
                                "/usr/local/lib",
                                "/etc/ld.so.cache",
                                "/etc/ssl/openssl.cnf",
                                "/etc/pki/tls/openssl.cnf",
                                "/dev/urandom",
                                "/dev/random"};
// How collectors are found and trusted, and what time it is, where these are not below /etc.
constexpr std::array kFoundBy{
    "/usr/share/zoneinfo", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
    "/usr/share/pki",      "/var/lib/ca-certificates",   "/sys/devices/system/cpu"};
// The same below /etc, one by one.
constexpr std::array kOfEtc{"resolv.conf", "hosts",    "nsswitch.conf",   "host.conf",
                            "gai.conf",    "services", "protocols",       "localtime",
                            "ssl",         "pki",      "ca-certificates", "crypto-policies"};
// From the environment of OpenSSL and the C library.
constexpr std::array kNamed{"SSL_CERT_FILE", "SSL_CERT_DIR", "OPENSSL_CONF", "TZDIR"};

// Not one of those that belong to the whole system and lie at its root.
bool is_of_few(const fs::path& folder) { return std::distance(folder.begin(), folder.end()) > 2; }

// A file is reached by its name and, where that is a link, by the other's.
std::array<fs::path, 2> both_names(const fs::path& file) {
  std::error_code ignored;
  const fs::path whole = fs::absolute(file, ignored).lexically_normal();
  const fs::path real = fs::canonical(file, ignored);
  return {whole, real.empty() ? whole : real};
}

void add_file(const fs::path& file, Paths& to) {
  if (file.empty()) return;
  for (const fs::path& name : both_names(file)) {
    to.push_back(is_of_few(name.parent_path()) ? name.parent_path() : name);
  }
}

void add_folder_of(const fs::path& file, Paths& to) {
  for (const fs::path& name : both_names(file)) to.push_back(name.parent_path());
}

// A file of /etc that is replaced (resolv.conf, by whoever renews the machine's address) is another
// file; so all of /etc for an account for which secrets there have their modes. Not for root, which
// owns them.
void add_etc(Paths& to) {
  const fs::path etc = "/etc";
  if (geteuid() != 0) to.push_back(etc);
  for (const char* name : kOfEtc) to.push_back(etc / name);
  add_file(etc / "resolv.conf", to);  // often a link to a folder of its own below /run
}

void add_sink(const alerts::SinkOptions& sink, source::Reach& reach) {
  for (const std::string& file : {sink.tls.ca_file, sink.tls.certificate_file, sink.tls.key_file,
                                  sink.webhook.token_file, sink.mqtt.password_file}) {
    add_file(file, reach.reads);
  }
  if (sink.type == alerts::SinkType::file) add_folder_of(sink.path, reach.writes);
}

// What comes later is out of reach: a reload that finds it has to say so.
void leave_out_absent(Paths& paths) {
  std::erase_if(paths, [](const fs::path& path) {
    std::error_code ignored;
    return !fs::exists(path, ignored);
  });
}

// Those that lie in none of these folders.
Paths not_below(const Paths& folders, const Paths& paths) {
  Paths out;
  for (const fs::path& path : paths) {
    const bool within =
        std::any_of(folders.begin(), folders.end(), [&path](const fs::path& folder) {
          return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
                 folder.end();
        });
    if (!within) out.push_back(path);
  }
  return out;
}

Paths everything_of(Paths some, const Paths& more) {
  some.insert(some.end(), more.begin(), more.end());
  return some;
}

// What interfaces lost is counted in files below their own (libpcap reads them). The folder is that
// of interfaces: one that comes back is below it again.
void add_counters(const std::string& interface, Paths& to) {
  std::error_code absent;
  const fs::path own = fs::canonical(fs::path("/sys/class/net") / interface, absent);
  if (!absent) to.push_back(own.parent_path());
}

source::Reach reach_to_look(const std::vector<std::string>& interfaces) {
  source::Reach reach;
  reach.reads.assign(kLibraries.begin(), kLibraries.end());
  for (const std::string& interface : interfaces) add_counters(interface, reach.reads);
  return reach;
}

Paths made_by_the_daemon(const config::Settings& settings) {
  Paths folders{settings.state};
  if (settings.state_sync) folders.push_back(settings.state_sync->to);
  return folders;
}

}  // namespace

source::Reach reach_of(const ConfigurationChoice& choice, const config::Settings& settings,
                       const Paths& files) {
  std::vector<std::string> interfaces;
  for (const source::LiveOptions& one : settings.interfaces) interfaces.push_back(one.interface);
  source::Reach reach = reach_to_look(interfaces);
  reach.reads.insert(reach.reads.end(), kFoundBy.begin(), kFoundBy.end());
  add_etc(reach.reads);
  for (const char* name : kNamed) {
    if (const char* path = std::getenv(name)) add_file(path, reach.reads);
  }
  for (const fs::path& folder : data_directories()) reach.reads.push_back(folder);
  const auto configuration = configuration_file(choice.config);
  reach.reads.push_back(drop_in_directory(configuration));
  for (const fs::path& file : files) add_file(file, reach.reads);
  if (!settings.page.users.empty()) {
    add_file(settings.file.parent_path() / settings.page.users, reach.reads);
  }
  for (const fs::path& file : MacVendors::places(settings.oui)) reach.reads.push_back(file);

  reach.writes = made_by_the_daemon(settings);
  for (const alerts::SinkOptions& sink : settings.sinks) add_sink(sink, reach);
  add_folder_of(control_path(settings), reach.sockets);
  if (settings.page.listen && !settings.page.listen->path.empty()) {
    add_folder_of(settings.page.listen->path, reach.sockets);
  }
  for (Paths* paths : {&reach.reads, &reach.writes, &reach.sockets}) leave_out_absent(*paths);
  return reach;
}

Paths beyond(const source::Reach& reach, const source::Reach& wanted) {
  Paths out = not_below(reach.writes, wanted.writes);
  for (const Paths& more : {not_below(reach.sockets, wanted.sockets),
                            not_below(everything_of(reach.reads, reach.writes), wanted.reads)}) {
    out.insert(out.end(), more.begin(), more.end());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());  // a file is named by two names
  return out;
}

void make_folders(const config::Settings& settings) {
  for (const fs::path& folder : made_by_the_daemon(settings)) {
    std::error_code ignored;
    fs::create_directories(folder, ignored);
  }
}

void look_without_power(const std::vector<std::string>& interfaces) {
  for (const auto& trouble : {source::give_up_privileges(source::Keep::nothing),
                              source::reach_only(reach_to_look(interfaces)),
                              source::allow_only_needed_calls(source::Keep::nothing)}) {
    if (trouble) tell(*trouble + "; going on without");
  }
}

}  // namespace cutoffd
