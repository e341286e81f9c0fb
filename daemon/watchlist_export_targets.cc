#include "daemon/watchlist_export_targets.h"

#include <algorithm>

namespace cutoffd {

const std::vector<ExportTarget>& export_targets() {
  static const std::vector<ExportTarget> targets{
      {"suricata", "#", "Suricata 7: a file below rule-files", export_suricata},
      {"suricata-dataset", "",
       "Suricata: dns.query; to_lowercase; dataset:isset,cutoffd,type string,load FILE",
       export_suricata_dataset},
      {"zeek", "#", "Zeek: redef Intel::read_files += { \"FILE\" }", export_zeek},
      {"snort", "#", "Snort 3: include FILE", export_snort},
      {"pihole", "#", "Pi-hole 5.22 or newer: add as a list to block", export_pihole},
      {"adguard", "!", "AdGuard Home: add as a DNS blocklist", export_adguard},
      {"dnsmasq", "#", "dnsmasq: a file in /etc/dnsmasq.d", export_dnsmasq},
      {"unbound", "#", "unbound: a file in /etc/unbound/unbound.conf.d", export_unbound},
      {"rpz", ";", "BIND and others: the zone's file; name the zone in response-policy",
       export_rpz},
      {"nftables", "#", "nftables: include FILE, or nft -f FILE", export_nftables},
      {"hosts", "#", "append to the hosts file", export_hosts},
      {"maltrail", "#", "Maltrail: a file in the directory that CUSTOM_TRAILS_DIR names",
       export_maltrail},
      {"sigma", "#", "Sigma: convert for the logs of your DNS", export_sigma},
  };
  return targets;
}

const ExportTarget* find_export_target(std::string_view word) {
  const auto& all = export_targets();
  const auto at = std::find_if(all.begin(), all.end(),
                               [word](const ExportTarget& t) { return t.word == word; });
  return at == all.end() ? nullptr : &*at;
}

}  // namespace cutoffd
