#include "daemon/page/allowed_hosts.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace cutoffd::page {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// RFC 9110 section 7.2: uri-host [":" port].
std::optional<std::string_view> without_port(std::string_view host) {
  const std::size_t from = host.starts_with('[') ? host.find(']') : 0;
  if (from == std::string_view::npos) return std::nullopt;
  const std::size_t colon = host.find(':', from);
  if (colon == std::string_view::npos) return host;
  const std::string_view port = host.substr(colon + 1);
  if (port.empty() || port.size() > 5) return std::nullopt;
  if (!std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  return host.substr(0, colon);
}

std::optional<IpAddress> address_of(std::string_view host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const auto ip = IpAddress::parse(bracketed ? host.substr(1, host.size() - 2) : host);
  return ip && ip->is_v6() == bracketed ? ip : std::nullopt;
}

}  // namespace

AllowedHosts::AllowedHosts(const config::PageOptions& options) {
  for (const std::string& name : options.hosts) names_.push_back(lower(name));
  if (!options.listen || options.listen->is_local()) names_.emplace_back("localhost");
  if (!options.listen || !options.listen->path.empty()) return;
  any_address_ = options.listen->ip.is_unspecified();
  names_.emplace_back(text(options.listen->ip).view());
}

bool AllowedHosts::allows(std::string_view host) const {
  const auto name = without_port(host);
  if (!name) return false;
  const auto known = [this](std::string_view one) {
    return std::find(names_.begin(), names_.end(), one) != names_.end();
  };
  if (const auto ip = address_of(*name)) return any_address_ || known(text(*ip).view());
  return known(lower(*name));
}

}  // namespace cutoffd::page
