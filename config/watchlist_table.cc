// The keys of watchlists/ID.yaml, and what only the whole file can tell.
#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "config/mark_kinds.h"
#include "config/names_file.h"
#include "config/table.h"
#include "config/tables.h"
#include "rules/large_pages.h"

namespace cutoffd::config {
namespace {

using Match = rules::NamePattern::Match;

// Names that no packet shows as a service of its own: the vendor's, but nobody knows what for.
constexpr std::string_view kUnclassified = "unclassified";

Kind<Source> source() {
  return Table<Source>("source")
      .key(
          "title", [](auto& s) -> auto& { return s.title; }, text(), "What it is, in short.",
          Presence::required)
      .key(
          "address", [](auto& s) -> auto& { return s.address; }, text(),
          "Its URL; left out where it was not kept.")
      .key(
          "retrieved", [](auto& s) -> auto& { return s.retrieved; }, date(),
          "When it was read; left out where it was remembered, not read.")
      .kind();
}

Kind<std::vector<std::string>> sources_of_entry() {
  Kind<std::vector<std::string>> list = list_of(text());
  Shape shape = *list.shape;
  shape.single = true;
  list.shape = std::make_shared<const Shape>(std::move(shape));
  list.read = [inner = list.read](const Node& node, Reader& reader, std::vector<std::string>& out) {
    if (node.type != Node::Type::text) return inner(node, reader, out);
    out = {node.text};
  };
  return list;
}

template <typename Next>
auto with_marks(Next&& table) {
  constexpr auto mark = [](auto& e) -> auto& { return e.entry.mark; };
  constexpr auto names = [](auto& e) -> auto& { return e.names; };
  return std::forward<Next>(table)
      .key("exact", mark, name_mark(Match::exact), "This name and no other.")
      .key("suffix", mark, name_mark(Match::suffix),
           "This name and all below; written \"*.NAME\" only those below.")
      .key("family", mark, name_mark(Match::family),
           "Numbered names: s[00-19].NAME padded, s[0-99].NAME not.")
      .key("glob", mark, name_mark(Match::glob),
           "* stands for one or more characters within one label.")
      .key("address", mark, address_mark(), "An address or network of the vendor's.")
      .key("path", mark, path_mark(), "An HTTP path, on any host.")
      .key("issuer", mark, issuer_mark(), "A certificate's issuer, by common name.")
      .key("ja3", mark, ja3_mark(), "A client's JA3 fingerprint.")
      .key("ja4", mark, ja4_mark(), "A client's JA4 fingerprint.")
      .key("port", mark, port_mark(), "A port of the vendor's own servers.")
      .key("first_bytes", mark, first_bytes_mark(), "How a connection of no known protocol begins.")
      .key("resolver", mark, resolver_mark(),
           "A public resolver that the vendor's clients turn to, in the order listed.")
      .key("exact_file", names, names_file(Match::exact),
           "A file beside the list with a name a line: these names and no others.")
      .key("suffix_file", names, names_file(Match::suffix),
           "The same, each line as it would stand after suffix.")
      .exactly_one({"exact", "suffix", "family", "glob", "address", "path", "issuer", "ja3", "ja4",
                    "port", "first_bytes", "resolver", "exact_file", "suffix_file"})
      .key("sha256", names, digest_of_names(),
           "Of the file: with another content it is refused. Needed where lists must be signed.");
}

Kind<EntryDraft> entry() {
  return with_marks(Table<EntryDraft>("entry"))
      .key(
          "service", [](auto& e) -> auto& { return e.entry.service; }, identifier(),
          "What it does: one of the list's services, or unclassified.", Presence::required)
      .key(
          "confidence", [](auto& e) -> auto& { return e.entry.confidence; },
          word<rules::Confidence>("confidence", rules::name_of),
          "documented by the vendor, observed by others, or inferred; inferred entries only "
          "corroborate.")
      .key(
          "weight", [](auto& e) -> auto& { return e.entry.weight; },
          maybe(count<std::uint8_t>(0, rules::kMostWeight)),
          "How much a mark that is no name says, 0 to 10; without it the default of its kind.")
      .key(
          "role", [](auto& e) -> auto& { return e.entry.role; },
          word<rules::PortRole>("role", rules::name_of),
          "Whose port it is: a server's of the vendor, or a relay's on the inside, which calls the "
          "vendor for its clients.")
      .key(
          "source", [](auto& e) -> auto& { return e.sources; }, sources_of_entry(),
          "Where this is known from: ids of the list's sources, or URLs.")
      .key(
          "retrieved", [](auto& e) -> auto& { return e.about.retrieved; }, date(),
          "When it was read; without it the first source's date.")
      .key(
          "protocol", [](auto& e) -> auto& { return e.about.protocol; }, text(),
          "As documented, for people.")
      .key(
          "quiet", [](auto& e) -> auto& { return e.entry.quiet; }, truth(),
          "Whether contacts are told at notice at most until something was transferred.")
      .key(
          "note", [](auto& e) -> auto& { return e.about.note; }, text(), "For people.")
      .kind();
}

Kind<Remark> remark() {
  return Table<Remark>("remark")
      .key(
          "subject", [](auto& r) -> auto& { return r.subject; }, text(), "What is remarked on.",
          Presence::required)
      .key(
          "service", [](auto& r) -> auto& { return r.service; }, identifier(),
          "The service that it belongs to.")
      .key(
          "confidence", [](auto& r) -> auto& { return r.confidence; },
          word<rules::Confidence>("confidence", rules::name_of), "As in entries.")
      .key(
          "source", [](auto& r) -> auto& { return r.sources; }, sources_of_entry(),
          "As in entries.")
      .key(
          "protocol", [](auto& r) -> auto& { return r.protocol; }, text(), "As in entries.")
      .key(
          "note", [](auto& r) -> auto& { return r.note; }, text(), "The remark.",
          Presence::required)
      .kind();
}

template <typename Value>
std::vector<std::string> keys_of(const std::map<std::string, Value>& map) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : map) keys.push_back(key);
  return keys;
}

class Examination {
 public:
  Examination(const WatchlistFile& file, Reader& reader) : file_(file), reader_(reader) {}

  void entries(const Node& nodes) {
    const Reader::Step below(reader_, std::string_view("entries"));
    const std::size_t count = std::min(file_.entries.size(), nodes.items.size());
    for (std::size_t i = 0; i < count; ++i) {
      const Reader::Step step(reader_, i);
      once(file_.entries[i].entry.mark, nodes.items[i]);
      service(file_.entries[i].entry.service, nodes.items[i]);
      sources(file_.entries[i].sources, nodes.items[i]);
      belongs("role", std::holds_alternative<rules::PortMark>(file_.entries[i].entry.mark),
              "a port in the same entry", nodes.items[i]);
      belongs("sha256", !file_.entries[i].names.file.empty(), "a file of names in the same entry",
              nodes.items[i]);
    }
  }
  void remarks(const Node& nodes) {
    const Reader::Step below(reader_, std::string_view("remarks"));
    const std::size_t count = std::min(file_.remarks.size(), nodes.items.size());
    for (std::size_t i = 0; i < count; ++i) {
      const Reader::Step step(reader_, i);
      if (!file_.remarks[i].service.empty()) service(file_.remarks[i].service, nodes.items[i]);
      sources(file_.remarks[i].sources, nodes.items[i]);
    }
  }

 private:
  void once(const rules::Mark& mark, const Node& node) {
    const auto* name = std::get_if<rules::NamePattern>(&mark);
    if (name != nullptr && name->text.empty()) return;  // it could not be read
    const auto [at, fresh] = lines_.emplace(text_of(mark), node.at.line);
    if (fresh) return;
    reader_.fail(node.at, in_quotes(at->first),
                 "each mark once; it stands in line " + std::to_string(at->second) + " too");
  }

  // Where the list says which services there are, another is a slip.
  void service(const std::string& name, const Node& node) {
    if (name.empty() || file_.services.empty() || name == kUnclassified ||
        file_.services.count(name) > 0) {
      return;
    }
    const Reader::Step step(reader_, std::string_view("service"));
    reader_.fail(*node.find("service"), "one of the list's services",
                 suggestion(name, keys_of(file_.services)));
  }

  // Some keys say something of one kind of mark only.
  void belongs(std::string_view key, bool there, const char* expected, const Node& node) {
    const Node* at = node.find(key);
    if (at == nullptr || there) return;
    const Reader::Step step(reader_, key);
    reader_.fail(*at, expected);
  }

  void sources(const std::vector<std::string>& named, const Node& node) {
    for (const std::string& source : named) {
      if (source.find("://") != std::string::npos || file_.sources.count(source) > 0) continue;
      const Reader::Step step(reader_, std::string_view("source"));
      reader_.fail(node.find("source")->at, in_quotes(source),
                   "one of the list's sources, or a URL",
                   suggestion(source, keys_of(file_.sources)));
    }
  }

  const WatchlistFile& file_;
  Reader& reader_;
  std::unordered_map<std::string, std::size_t> lines_;  // of marks
};

void check_watchlist(const WatchlistFile& file, const Node& node, Reader& reader) {
  Examination examination(file, reader);
  if (const Node* entries = node.find("entries")) examination.entries(*entries);
  if (const Node* remarks = node.find("remarks")) examination.remarks(*remarks);
}

}  // namespace

// An entry takes the addresses and the date of the sources that it names; one with a file of names
// becomes an entry for each of them.
rules::Watchlist watchlist_of(std::string id, WatchlistFile file) {
  file.list.id = std::move(id);
  std::size_t count = 0;
  for (const EntryDraft& draft : file.entries) {
    count += draft.names.file.empty() ? 1 : draft.names.names.size();
  }
  rules::make_room(file.list.entries, count);
  for (EntryDraft& draft : file.entries) {
    rules::EntryAbout& about = draft.about;
    for (const std::string& name : draft.sources) {
      const auto known = file.sources.find(name);
      const Source source = known == file.sources.end() ? Source{"", name, ""} : known->second;
      if (!about.source.empty()) about.source += " ; ";
      about.source += source.address.empty() ? source.title : source.address;
      if (about.retrieved.empty()) about.retrieved = source.retrieved;
    }
    rules::WatchEntry& entry = draft.entry;
    entry.said = std::make_shared<const rules::EntryAbout>(std::move(about));
    if (draft.names.file.empty()) {
      file.list.entries.push_back(std::move(entry));
      continue;
    }
    for (rules::NamePattern& name : draft.names.names) {
      entry.mark = std::move(name);
      file.list.entries.push_back(entry);
    }
  }
  return std::move(file.list);
}

const Kind<WatchlistFile>& watchlist_file() {
  static const Kind<WatchlistFile> kind =
      Table<WatchlistFile>("watchlist")
          .key(
              "vendor", [](auto& f) -> auto& { return f.list.vendor; }, identifier(),
              "The vendor's id; determinations name it.", Presence::required)
          .key(
              "title", [](auto& f) -> auto& { return f.list.title; }, text(),
              "How people call the vendor.", Presence::required)
          .key(
              "version", [](auto& f) -> auto& { return f.list.version; }, text(),
              "The list's own version.")
          .key(
              "date", [](auto& f) -> auto& { return f.list.date; }, date(),
              "When the list was last reviewed as a whole; coverage tells when it is old.",
              Presence::required)
          .key(
              "domains_of_interest", [](auto& f) -> auto& { return f.list.domains_of_interest; },
              list_of(domain()),
              "Domains below which every contact is kept, whether an entry knows it or not.")
          .key(
              "services", [](auto& f) -> auto& { return f.services; },
              map_from(identifier(), text()), "The services of the entries, and what each is.")
          .key(
              "sources", [](auto& f) -> auto& { return f.sources; },
              map_from(identifier(), source()), "Where the entries are known from, by id.")
          .key(
              "entries", [](auto& f) -> auto& { return f.entries; }, list_of(entry()),
              "What to recognise, and what it means.", Presence::required)
          .key(
              "remarks", [](auto& f) -> auto& { return f.remarks; }, list_of(remark()),
              "What is known and no packet shows by itself; for people.")
          .check(check_watchlist)
          .kind();
  return kind;
}

}  // namespace cutoffd::config
