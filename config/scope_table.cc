// The keys of a rule's scope.
#include "config/table.h"
#include "config/tables.h"

namespace cutoffd::config {
namespace {

Kind<std::vector<std::uint16_t>> vlans() { return list_of(count<std::uint16_t>(0, 4094)); }

// `At`: where the lists are in what holds them.
template <typename Lists, typename At>
Table<Lists> lists(std::string_view name, At) {
  return Table<Lists>(name)
      .key(
          "networks", [](auto& s) -> auto& { return At{}(s).networks; }, networks(),
          "Networks of the client's address.")
      .key(
          "vlans", [](auto& s) -> auto& { return At{}(s).vlans; }, vlans(),
          "Tags, of which the frame has one.")
      .key(
          "interfaces", [](auto& s) -> auto& { return At{}(s).interfaces; }, list_of(text()),
          "Interfaces that the contact was seen on. A capture file knows none: there it is not "
          "asked for.")
      .key(
          "devices", [](auto& s) -> auto& { return At{}(s).devices; }, list_of(text()),
          "Devices by a name of the inventory, a MAC, an address or an id such as "
          "mac:02:5a:17:00:00:17.")
      .key(
          "tags", [](auto& s) -> auto& { return At{}(s).tags; }, list_of(identifier()),
          "Tags of the inventory.");
}

}  // namespace

Kind<rules::Scope> scope() {
  return lists<rules::Scope>(
             "scope", [](auto& s) -> auto& { return s.only; })
      .key(
          "exclude", [](auto& s) -> auto& { return s.except; },
          lists<rules::ScopeLists>(
              "exclusion", [](auto& s) -> auto& { return s; })
              .kind(),
          "The same keys: what is left out.")
      .kind();
}

}  // namespace cutoffd::config
