#include "rules/ledger_tables.h"

#include <vector>

namespace cutoffd::rules {
namespace {

std::vector<std::string> split(std::string_view columns) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t space = columns.find(' ');
    words.emplace_back(columns.substr(0, space));
    if (space == std::string_view::npos) return words;
    columns.remove_prefix(space + 1);
  }
}

// Each word made into a part by `part`, the parts joined.
template <typename Part>
std::string join(const std::vector<std::string>& words, std::size_t from, std::size_t to,
                 std::string_view separator, Part part) {
  std::string joined;
  for (std::size_t i = from; i < to; ++i) {
    if (i > from) joined += separator;
    joined += part(words[i]);
  }
  return joined;
}

// What an alert's numbers, times, words and the row itself take; and an address as text, at most.
constexpr std::uint64_t kFixedOctets = 200;
constexpr std::uint64_t kAddressOctets = 40;

std::string itself(const std::string& word) { return word; }

}  // namespace

AlertRow flat(const Alert& alert) {
  AlertRow row;
  row.alert = alert;
  if (alert.device) {
    row.device_id = alert.device->id;
    row.device_ips = alert.device->ips;
    row.device_mac = alert.device->mac;
    row.device_name = alert.device->name;
    row.device_vlans = alert.device->vlans;
    row.device_identity = alert.device->identity;
  }
  row.octets = kFixedOctets + alert.incident.size() + alert.group.size() + alert.sensor.size() +
               alert.rule.size() + alert.determination.size() + alert.vendor.size() +
               alert.service.size() + alert.name.size() + alert.message.size();
  if (alert.device) {
    row.octets += alert.device->id.size() + alert.device->name.size() +
                  kAddressOctets * alert.device->ips.size();
  }
  return row;
}

Alert whole(const AlertRow& row) {
  Alert alert = row.alert;
  if (row.device_id) {
    DeviceView& device = alert.device.emplace();
    device.id = *row.device_id;
    device.ips = row.device_ips.value_or(std::vector<IpAddress>{});
    device.mac = row.device_mac;
    device.name = row.device_name.value_or("");
    device.vlans = row.device_vlans.value_or(std::vector<std::uint16_t>{});
    device.identity = row.device_identity.value_or(IdentityGrade::address);
  }
  return alert;
}

std::string upsert_sql(std::string_view table, std::string_view columns, int keys) {
  const std::vector<std::string> words = split(columns);
  const auto key_count = static_cast<std::size_t>(keys);
  std::string sql = "INSERT INTO " + std::string(table) + " (";
  sql += join(words, 0, words.size(), ", ", itself) + ") VALUES (";
  sql += join(words, 0, words.size(), ", ", [](const std::string&) { return "?"; });
  sql += ") ON CONFLICT (" + join(words, 0, key_count, ", ", itself) + ") DO UPDATE SET ";
  sql += join(words, key_count, words.size(), ", ",
              [](const std::string& word) { return word + " = excluded." + word; });
  return sql;
}

std::string select_sql(std::string_view table, std::string_view columns, int keys,
                       std::string_view where) {
  const std::vector<std::string> words = split(columns);
  std::string sql = "SELECT " + join(words, 0, words.size(), ", ", itself) + " FROM ";
  sql += table;
  if (!where.empty()) sql += " WHERE " + std::string(where);
  sql += " ORDER BY " + join(words, 0, static_cast<std::size_t>(keys), ", ", itself);
  return sql;
}

std::string erase_sql(std::string_view table, std::string_view columns, int keys) {
  return "DELETE FROM " + std::string(table) + " WHERE " +
         join(split(columns), 0, static_cast<std::size_t>(keys), " AND ",
              [](const std::string& word) { return word + " = ?"; });
}

}  // namespace cutoffd::rules
