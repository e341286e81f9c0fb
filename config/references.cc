#include "config/references.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace cutoffd::config {
namespace {

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

// The items of the list under the key; empty where there is none.
const std::vector<Node>& items_below(const Node& map, std::string_view key) {
  static const std::vector<Node> kNone;
  const Node* list = map.find(key);
  return list == nullptr || list->type != Node::Type::list ? kNone : list->items;
}

// Every text of the list must be one of the known words.
void check_words(const Node& map, std::string_view key, const std::vector<std::string>& known,
                 const std::string& expected, Reader& reader) {
  const Reader::Step below(reader, key);
  const std::vector<Node>& items = items_below(map, key);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].type != Node::Type::text || contains(known, items[i].text)) continue;
    const Reader::Step step(reader, i);
    reader.fail(items[i], expected, suggestion(items[i].text, known));
  }
}

// What a scope may name.
class ScopeWords {
 public:
  explicit ScopeWords(const Settings& settings) {
    for (const auto& options : settings.interfaces) interfaces_.push_back(options.interface);
    for (const rules::InventoryEntry& entry : settings.inventory) {
      if (!entry.name.empty()) names_.insert(entry.name);
      tags_.insert(entry.tags.begin(), entry.tags.end());
    }
  }

  void check(const Node& lists, Reader& reader) const {
    // An interface may be named on the command line instead.
    if (!interfaces_.empty()) {
      check_words(lists, "interfaces", interfaces_, "one of the interfaces: " + joined(interfaces_),
                  reader);
    }
    check_words(lists, "tags", {tags_.begin(), tags_.end()}, "a tag of the inventory", reader);
    check_devices(lists, reader);
  }

  void check_exemption(const Node& exemption, Reader& reader) const {
    const Node* device = exemption.find("device");
    if (device != nullptr && device->type == Node::Type::text && !names_.contains(device->text) &&
        !rules::names_a_device(device->text)) {
      const Reader::Step step(reader, std::string_view("device"));
      reader.fail(*device, "a name of the inventory, a MAC, an address, a network or a device's id",
                  suggestion(device->text, {names_.begin(), names_.end()}));
    }
    const Node* tag = exemption.find("tag");
    if (tag != nullptr && tag->type == Node::Type::text && !tags_.contains(tag->text)) {
      const Reader::Step step(reader, std::string_view("tag"));
      reader.fail(*tag, "a tag of the inventory",
                  suggestion(tag->text, {tags_.begin(), tags_.end()}));
    }
  }

 private:
  void check_devices(const Node& lists, Reader& reader) const {
    const Reader::Step below(reader, std::string_view("devices"));
    const std::vector<Node>& items = items_below(lists, "devices");
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string& word = items[i].text;
      if (items[i].type != Node::Type::text || names_.contains(word) || is_id(word)) continue;
      const Reader::Step step(reader, i);
      reader.fail(items[i], "a name of the inventory, a MAC, an address or a device's id",
                  suggestion(word, {names_.begin(), names_.end()}));
    }
  }

  static bool is_id(std::string_view word) {
    if (word.starts_with("mac:")) return parse_mac(word.substr(4)).has_value();
    if (word.starts_with("ip:")) return IpAddress::parse(word.substr(3)).has_value();
    return parse_mac(word) || IpAddress::parse(word);
  }

  std::vector<std::string> interfaces_;
  std::set<std::string> names_;
  std::set<std::string> tags_;
};

void check_keys(const Node& map, std::string_view key, const std::vector<std::string>& known,
                const std::string& expected, Reader& reader) {
  const Node* below = map.find(key);
  if (below == nullptr) return;
  const Reader::Step step(reader, key);
  for (const Node& name : below->keys) {
    if (!contains(known, name.text)) reader.fail(name, expected, suggestion(name.text, known));
  }
}

std::vector<std::string> prohibited_services(const rules::Determination& determination) {
  std::vector<std::string> all;
  for (const rules::Activity& activity : determination.activities) {
    for (const std::string& service : activity.services) {
      if (!contains(all, service)) all.push_back(service);
    }
  }
  return all;
}

void check_activities(const LoadedDetermination& loaded, const std::vector<std::string>& known,
                      const std::string& expected, Reader& reader) {
  const rules::Determination& determination = loaded.value.determination;
  const Reader::Step below(reader, std::string_view("activities"));
  const std::vector<Node>& activities = items_below(loaded.document.root, "activities");
  for (std::size_t i = 0; i < activities.size(); ++i) {
    const Reader::Step step(reader, i);
    check_words(activities[i], "services", known, expected, reader);
    const Reader::Step services_step(reader, std::string_view("services"));
    const std::vector<Node>& services = items_below(activities[i], "services");
    for (std::size_t j = 0; j < services.size(); ++j) {
      if (!contains(determination.exempt_services, services[j].text)) continue;
      const Reader::Step service_step(reader, j);
      reader.fail(services[j], "a service that is not exempt too");
    }
  }
}

}  // namespace

Vendors::Vendors(const std::vector<LoadedWatchlist>& lists) {
  for (const LoadedWatchlist& loaded : lists) {
    std::set<std::string>& services = services_[loaded.value.list.vendor];
    for (const auto& [name, meaning] : loaded.value.services) services.insert(name);
    for (const EntryDraft& entry : loaded.value.entries) services.insert(entry.entry.service);
  }
}

bool Vendors::known(const std::string& vendor) const { return services_.count(vendor) > 0; }

std::vector<std::string> Vendors::names() const {
  std::vector<std::string> names;
  for (const auto& [vendor, services] : services_) names.push_back(vendor);
  return names;
}

std::vector<std::string> Vendors::services(const std::string& vendor) const {
  const auto at = services_.find(vendor);
  if (at == services_.end()) return {};
  return {at->second.begin(), at->second.end()};
}

void check_determination(const LoadedDetermination& loaded, const Vendors& vendors,
                         std::vector<ConfigError>& errors) {
  Reader reader(errors, nullptr);
  const Node& root = loaded.document.root;
  const std::string& vendor = loaded.value.determination.vendor;
  if (!vendors.known(vendor)) {
    const Node* written = root.find("vendor");
    if (written == nullptr) return;  // told already
    const Reader::Step step(reader, std::string_view("vendor"));
    reader.fail(*written, "the vendor of a watchlist in use: " + joined(vendors.names()),
                suggestion(vendor, vendors.names()));
    return;
  }
  const std::vector<std::string> known = vendors.services(vendor);
  const std::string expected = "a service of the vendor's watchlist: " + joined(known);
  check_activities(loaded, known, expected, reader);
  check_words(root, "exempt", known, expected, reader);
  if (const Node* suggested = root.find("default_rule")) {
    const Reader::Step step(reader, std::string_view("default_rule"));
    check_words(*suggested, "quiet", known, expected, reader);
    check_keys(*suggested, "service_severity", known, expected, reader);
  }
}

void check_rule(const Node& node, std::size_t index, const LoadedDetermination& determination,
                const Vendors& vendors, std::vector<ConfigError>& errors) {
  Reader reader(errors, nullptr);
  const Reader::Step rules_step(reader, std::string_view("rules"));
  const Reader::Step step(reader, index);
  const std::vector<std::string> known = vendors.services(determination.value.determination.vendor);
  if (known.empty()) return;  // the vendor is not known, and that is told
  const std::vector<std::string> prohibited =
      prohibited_services(determination.value.determination);
  check_words(node, "services", prohibited,
              "a service that " + determination.id + " prohibits: " + joined(prohibited), reader);
  const std::string expected = "a service of the vendor's watchlist: " + joined(known);
  check_words(node, "quiet", known, expected, reader);
  check_keys(node, "service_severity", known, expected, reader);
}

void check_exemptions(const Settings& settings, const Vendors& vendors, const Node& root,
                      std::vector<ConfigError>& errors) {
  const ScopeWords words(settings);
  std::vector<std::string> names;
  for (const rules::Rule& rule : settings.rules) names.push_back(rule.name);
  Reader reader(errors, nullptr);
  const Reader::Step below(reader, std::string_view("exemptions"));
  const std::vector<Node>& nodes = items_below(root, "exemptions");
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Reader::Step item(reader, i);
    words.check_exemption(nodes[i], reader);
    if (i >= settings.exemptions.size()) continue;
    const rules::Exemption& read = settings.exemptions[i];
    std::vector<std::string> services;
    for (const std::string& vendor : vendors.names()) {
      if (!read.vendor.empty() && read.vendor != vendor) continue;
      const std::vector<std::string> known = vendors.services(vendor);
      services.insert(services.end(), known.begin(), known.end());
    }
    const auto check = [&](std::string_view key, const std::string& value,
                           const std::vector<std::string>& known, const std::string& expected) {
      const Node* written = nodes[i].find(key);
      if (written == nullptr || value.empty() || contains(known, value)) return;
      const Reader::Step step(reader, key);
      reader.fail(*written, expected, suggestion(value, known));
    };
    if (!names.empty()) {
      check("rule", read.rule, names, "the name of a rule: " + joined(names));
    }
    check("vendor", read.vendor, vendors.names(),
          "the vendor of a watchlist in use: " + joined(vendors.names()));
    if (read.vendor.empty() || vendors.known(read.vendor)) {
      check("service", read.service, services, "a service of a watchlist in use");
    }
  }
}

void check_scopes(const Settings& settings, const Node& root, std::vector<ConfigError>& errors) {
  const ScopeWords words(settings);
  Reader reader(errors, nullptr);
  const Reader::Step below(reader, std::string_view("rules"));
  const std::vector<Node>& nodes = items_below(root, "rules");
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Node* scope = nodes[i].find("scope");
    if (scope == nullptr) continue;
    const Reader::Step item(reader, i);
    const Reader::Step step(reader, std::string_view("scope"));
    words.check(*scope, reader);
    if (const Node* exclude = scope->find("exclude")) {
      const Reader::Step inner(reader, std::string_view("exclude"));
      words.check(*exclude, reader);
    }
  }
}

void check_filters(const std::vector<alerts::SinkOptions>& sinks, const Node& root,
                   const std::vector<rules::Rule>& rules, std::vector<ConfigError>& errors) {
  std::vector<std::string> names;
  for (const rules::Rule& rule : rules) names.push_back(rule.name);
  Reader reader(errors, nullptr);
  const Reader::Step below(reader, std::string_view("sinks"));
  const std::vector<Node>& nodes = items_below(root, "sinks");
  for (std::size_t i = 0; i < nodes.size() && i < sinks.size(); ++i) {
    const Node* filter = nodes[i].find("filter");
    if (filter == nullptr) continue;
    const Reader::Step item(reader, i);
    const Reader::Step step(reader, std::string_view("filter"));
    check_words(*filter, "rules", names, "one of the rules: " + joined(names), reader);
  }
}

}  // namespace cutoffd::config
