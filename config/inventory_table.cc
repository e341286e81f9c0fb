// The keys of a device in the inventory, and the places where inventories are written.
#include <algorithm>
#include <map>
#include <utility>

#include "config/files.h"
#include "config/inventory.h"
#include "config/table.h"
#include "config/tables.h"

namespace cutoffd::config {
namespace {

using rules::AddressRange;
using rules::InventoryEntry;

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// As systems and switches write it: with colons, dashes or dots, or without anything.
std::optional<Mac> parse_any_mac(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (is_hex(c)) {
      digits += c;
    } else if (c != ':' && c != '-' && c != '.') {
      return std::nullopt;
    }
  }
  if (digits.size() != 12 || (text.size() != 12 && text.size() != 14 && text.size() != 17)) {
    return std::nullopt;
  }
  for (std::size_t i = 10; i > 0; i -= 2) digits.insert(i, 1, ':');
  const auto mac = parse_mac(digits);
  return mac && !mac->is_group() && !mac->is_zero() ? mac : std::nullopt;
}

Kind<std::optional<Mac>> mac() {
  Shape shape;
  shape.name = "MAC";
  shape.expected = "a MAC of one device, such as 02:5a:17:00:00:17";
  return maybe(text_kind<Mac>(std::move(shape), parse_any_mac,
                              [](const Mac& m) { return std::string(cutoffd::text(m).view()); }));
}

Kind<std::optional<AddressRange>> range() {
  Shape shape;
  shape.name = "address or range";
  shape.expected =
      "an address, a network or a range, such as 10.0.0.7, 10.0.0.0/24 or 10.0.0.10-10.0.0.20";
  return maybe(text_kind<AddressRange>(std::move(shape), AddressRange::parse, rules::text_of));
}

// A list, or one text with the tags in it: a field of a CSV file has no lists.
Kind<std::vector<std::string>> tags() {
  Kind<std::vector<std::string>> list = list_of(identifier());
  auto shape = std::make_shared<Shape>(*list.shape);
  shape->single = true;
  auto read = [list](const Node& node, Reader& reader, std::vector<std::string>& out) {
    if (node.type != Node::Type::text) return list.read(node, reader, out);
    Node several;
    several.type = Node::Type::list;
    several.at = node.at;
    std::string word;
    for (const char c : node.text + " ") {
      if (c != ' ' && c != ',' && c != ';' && c != '|') {
        word += c;
        continue;
      }
      if (word.empty()) continue;
      Node item;
      item.type = Node::Type::text;
      item.at = node.at;
      item.text = std::exchange(word, {});
      several.items.push_back(std::move(item));
    }
    list.read(several, reader, out);
  };
  return {shape, read, list.list};
}

struct Item {
  InventoryEntry entry;
  std::string file;
};

const Kind<Item>& item() {
  static const Kind<Item> kind =
      Table<Item>("device")
          .key(
              "mac", [](auto& i) -> auto& { return i.entry.mac; }, mac(),
              "Its MAC: wins over addresses.")
          .key(
              "address", [](auto& i) -> auto& { return i.entry.addresses; }, range(),
              "Its address; with `mac`, the address that the MAC has. Or a range: what is said "
              "then holds for all devices in it; of several ranges the narrowest counts.")
          .key(
              "name", [](auto& i) -> auto& { return i.entry.name; }, text(), "What alerts call it.")
          .key(
              "owner", [](auto& i) -> auto& { return i.entry.owner; }, text(),
              "Whom to ask: shown by `cutoffd devices --json`.")
          .key(
              "tags", [](auto& i) -> auto& { return i.entry.tags; }, tags(),
              "Words for the scope of rules.")
          .key(
              "file", [](auto& i) -> auto& { return i.file; }, text(),
              "Instead: a file of devices, .yaml (a list) or .csv (docs/configuration.md).")
          .shorthand("file")
          .kind();
  return kind;
}

class InventoryReading {
 public:
  InventoryReading(InventoryFiles& files, std::vector<ConfigError>& errors)
      : files_(files), errors_(errors) {}

  void read_all(const Node& node, bool in_file) {
    Reader reader(errors_, nullptr);
    std::optional<Reader::Step> below;
    if (!in_file) below.emplace(reader, std::string_view("inventory"));
    if (node.type == Node::Type::text && !in_file) return read_one(node, reader, in_file);
    if (node.type == Node::Type::nothing && in_file) return;
    if (node.type != Node::Type::list) {
      return reader.fail(node, in_file ? "a list of devices" : "a list of devices, or a file");
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const Reader::Step step(reader, i);
      read_one(node.items[i], reader, in_file);
    }
  }
  std::vector<InventoryEntry> take() { return std::move(entries_); }

 private:
  void read_one(const Node& node, Reader& reader, bool in_file) {
    Item one;
    const std::size_t before = reader.mistakes();
    item().read(node, reader, one);
    if (reader.mistakes() != before) return;
    if (one.file.empty()) return keep(std::move(one.entry), node, reader);
    if (in_file || one.entry != InventoryEntry{}) {
      return reader.fail(node.at, in_quotes(one.file), "a device, not another file");
    }
    read_file_of(one.file, node, reader);
  }

  void keep(InventoryEntry entry, const Node& node, Reader& reader) {
    if (!entry.mac && !entry.addresses) {
      return reader.fail(node.at, "neither mac nor address", "at least one of them");
    }
    if (entry.mac && entry.addresses && !entry.addresses->single()) {
      return reader.fail(node.find("address")->at, "a range", "one address beside a mac");
    }
    if (entries_.size() >= rules::kMaxInventory)
      return too_many(node, reader, rules::kMaxInventory);
    if (entry.mac) once("mac", std::string(text(*entry.mac).view()), node, reader);
    if (entry.addresses) {
      once("address", rules::text_of(*entry.addresses), node, reader);
      if (!entry.addresses->single() && ++ranges_ > rules::kMaxInventoryRanges) {
        return too_many(node, reader, rules::kMaxInventoryRanges);
      }
    }
    entries_.push_back(std::move(entry));
  }

  void too_many(const Node& node, Reader& reader, std::size_t bound) {
    if (!std::exchange(told_too_many_, true)) {
      reader.fail(node.at, "one more", "at most " + std::to_string(bound) + " of them");
    }
  }

  void once(std::string_view key, const std::string& value, const Node& node, Reader& reader) {
    const Position& at = node.find(key)->at;
    const auto [first, fresh] = seen_.emplace(value, at);
    if (fresh) return;
    const Position& other = first->second;
    reader.fail(at, in_quotes(value), "each " + std::string(key) + " once",
                "the first stands at " + *other.file + ":" + std::to_string(other.line));
  }

  void read_file_of(const std::string& name, const Node& node, Reader& reader) {
    std::filesystem::path path(name);
    if (path.is_relative()) path = files_.base / path;
    const std::string extension = path.extension().string();
    if (extension != ".csv" && extension != ".yaml") {
      return reader.fail(node.at, in_quotes(name), "a file ending in .yaml or .csv");
    }
    files_.order.push_back(path.string());
    const auto text = read_file(path, errors_);
    if (!text) return;
    static const std::vector<std::string> kColumns{"mac", "address", "name", "owner", "tags"};
    Document document = extension == ".csv" ? parse_csv(*text, path.string(), kColumns, errors_)
                                            : parse_yaml(*text, path.string(), errors_);
    if (!document.broken) read_all(document.root, true);
    files_.documents.push_back(std::move(document));
  }

  InventoryFiles& files_;
  std::vector<ConfigError>& errors_;
  std::vector<InventoryEntry> entries_;
  std::map<std::string, Position> seen_;
  std::size_t ranges_ = 0;
  bool told_too_many_ = false;
};

}  // namespace

std::vector<InventoryEntry> read_inventory(const Node& written, InventoryFiles& files,
                                           std::vector<ConfigError>& errors) {
  InventoryReading reading(files, errors);
  reading.read_all(written, false);
  return reading.take();
}

Kind<InventoryKey> inventory() {
  auto shape = std::make_shared<Shape>(*list_of(item()).shape);
  shape->single = true;
  return {shape, [](const Node& node, Reader&, InventoryKey& out) { out.written = &node; },
          [](const InventoryKey& key, Listing& out) {
            if (!key.made.empty())
              out.value(std::to_string(key.made.size()) + " devices and ranges");
          }};
}

}  // namespace cutoffd::config
