// The keys of a rule's scope.
#include "config/table.h"
#include "config/tables.h"

namespace cutoffd::config {
namespace {

Kind<std::vector<std::uint16_t>> vlans() { return list_of(count<std::uint16_t>(0, 4094)); }

template <typename Lists>
Table<Lists> lists(std::string name, auto at) {
  return Table<Lists>(std::move(name))
      .key(
          "networks", [at](auto& s) -> auto& { return at(s).networks; }, networks(),
          "Networks of the client's address.")
      .key(
          "vlans", [at](auto& s) -> auto& { return at(s).vlans; }, vlans(),
          "Tags, of which the frame has one.")
      .key(
          "interfaces", [at](auto& s) -> auto& { return at(s).interfaces; }, list_of(text()),
          "Interfaces that the contact was seen on. A capture file knows none: there it is not "
          "asked for.")
      .key(
          "devices", [at](auto& s) -> auto& { return at(s).devices; }, list_of(text()),
          "Devices by a name of the inventory, a MAC, an address or an id such as "
          "mac:02:5a:17:00:00:17.")
      .key(
          "tags", [at](auto& s) -> auto& { return at(s).tags; }, list_of(identifier()),
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
