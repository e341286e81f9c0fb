// The keys of the status page, and the file of those who may see it.
#include "config/files.h"
#include "config/table.h"
#include "config/tables.h"

namespace cutoffd::config {
namespace {

Kind<ListenAddress> listen_address() {
  Shape shape;
  shape.name = "listen address";
  shape.expected =
      "an address with a port, such as 127.0.0.1:8080 or [::1]:8080, or "
      "unix:/run/cutoffd/page.sock";
  return text_kind<ListenAddress>(std::move(shape), ListenAddress::parse,
                                  [](const ListenAddress& a) { return a.text(); });
}

// Not a check of the table: an address alone stands for the whole section, too.
void check_reach(const PageOptions& page, const Node& root, std::vector<ConfigError>& errors) {
  if (!page.listen || page.listen->is_local() || !page.users.empty()) return;
  if (page.listen->port == Port{}) return;  // no address: told already
  const Node* node = root.find("page");
  Reader reader(errors, nullptr);
  const Reader::Step below(reader, std::string_view("page"));
  const Node* listen = node != nullptr ? node->find("listen") : nullptr;
  reader.fail(listen != nullptr ? *listen
              : node != nullptr ? *node
                                : root,
              "'users' beside an address that other machines can reach",
              "a loopback address needs none");
}

}  // namespace

Kind<PageOptions> page() {
  return Table<PageOptions>("page section")
      .key(
          "listen", [](auto& p) -> auto& { return p.listen; }, maybe(listen_address()),
          "Where it is served: a loopback address or a Unix socket (mode 0660); any other address "
          "needs `users`. Without it there is no page and no `/metrics`.")
      .key(
          "hosts", [](auto& p) -> auto& { return p.hosts; }, list_of(text()),
          "Names under which it may be asked for (without a port), beside its own address and "
          "`localhost`.")
      .key(
          "users", [](auto& p) -> auto& { return p.users; }, path(),
          "A file of lines `NAME:HASH`, hashes as `openssl passwd -6` makes them: who may see the "
          "page. Read again at a reload.")
      .shorthand("listen")
      .kind();
}

void read_users(PageOptions& page, const Node& root, const std::filesystem::path& base,
                std::vector<ConfigError>& errors) {
  check_reach(page, root, errors);
  if (page.users.empty()) return;
  const std::filesystem::path file = base / page.users;
  const auto text = read_file(file, errors);
  if (!text) return;
  const auto wrong = [&](std::size_t line, std::string expected) {
    // What stands there is a secret, or nearly one: it is not shown.
    errors.push_back({file.string(), line, 1, {}, "a line", std::move(expected), {}, false});
  };
  const std::size_t before = errors.size();
  std::size_t number = 0;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    const auto user = parse_user(line);
    if (!user) {
      wrong(number, "NAME:HASH with a hash as openssl passwd -6 makes it ($6$…, or $5$…)");
    } else if (!page.hashes.insert(*user).second) {
      wrong(number, "each name once");
    }
  }
  if (page.hashes.empty() && errors.size() == before) wrong(0, "at least one user: NAME:HASH");
}

}  // namespace cutoffd::config
