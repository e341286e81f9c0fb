#include "rules/ledger_schema.h"

#include "rules/ledger_tallies.h"

namespace cutoffd::rules {
namespace {

// Times are nanoseconds since 1970. Words are those of core/evidence.h and core/alert.h.
// What follows from other columns is said here once: `place`, `reach` and `latest` are the order in
// which lists show contacts, `word` is an incident's state as `cutoffd incident list` says it.
// AUTOINCREMENT: a number once given is never given again, even when its row is long gone.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE device (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  identity TEXT NOT NULL,
  mac TEXT,
  ips TEXT NOT NULL,
  name TEXT NOT NULL,
  name_source TEXT,
  vlans TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  unclassified_told INTEGER NOT NULL,
  listed_name TEXT NOT NULL,
  owner TEXT NOT NULL,
  tags TEXT NOT NULL,
  alive INTEGER
) STRICT;
CREATE TABLE contact (
  device INTEGER NOT NULL REFERENCES device(key) ON DELETE CASCADE,
  vendor TEXT NOT NULL,
  service TEXT NOT NULL,
  prohibited INTEGER NOT NULL,
  before_first INTEGER NOT NULL, before_last INTEGER NOT NULL, before_count INTEGER NOT NULL,
  before_evidence TEXT, before_blocked TEXT,
  before_up INTEGER NOT NULL, before_down INTEGER NOT NULL,
  after_first INTEGER NOT NULL, after_last INTEGER NOT NULL, after_count INTEGER NOT NULL,
  after_evidence TEXT, after_blocked TEXT,
  after_up INTEGER NOT NULL, after_down INTEGER NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  closed INTEGER,
  stamp TEXT NOT NULL,
  divide INTEGER NOT NULL,
  decoy_told INTEGER NOT NULL,
  place INTEGER GENERATED ALWAYS AS (CASE state
    WHEN 'calling' THEN 0 WHEN 'suspected' THEN 1 WHEN 'acknowledged' THEN 2 WHEN 'absent' THEN 3
    WHEN 'blind' THEN 4 WHEN 'quiet' THEN 5 WHEN 'exempt' THEN 6 ELSE 7 END) VIRTUAL,
  reach INTEGER GENERATED ALWAYS AS (CASE coalesce(after_evidence, before_evidence)
    WHEN 'transferred' THEN 5 WHEN 'answered' THEN 4 WHEN 'contacted' THEN 3 WHEN 'resolved' THEN 2
    WHEN 'asked' THEN 1 ELSE 0 END) VIRTUAL,
  latest INTEGER GENERATED ALWAYS AS (max(after_last, before_last)) VIRTUAL,
  PRIMARY KEY (device, vendor, service)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_list ON contact(place, reach DESC, latest DESC);
CREATE INDEX contact_after ON contact(after_last) WHERE prohibited AND after_count > 0;
CREATE TABLE name (
  device INTEGER NOT NULL REFERENCES device(key) ON DELETE CASCADE,
  name TEXT NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,
  asked INTEGER,
  until INTEGER NOT NULL,
  spent INTEGER NOT NULL,
  resolved INTEGER NOT NULL,
  addresses TEXT NOT NULL,
  system TEXT,
  system_asked INTEGER, system_failed INTEGER,
  system_blocked TEXT,
  system_answers INTEGER NOT NULL,
  fallback INTEGER NOT NULL,
  subjects TEXT NOT NULL,
  evidence TEXT,
  proved INTEGER NOT NULL,
  blocked TEXT,
  server TEXT,
  basis TEXT NOT NULL,
  behind TEXT,
  via TEXT,
  PRIMARY KEY (device, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE mark (
  device INTEGER NOT NULL REFERENCES device(key) ON DELETE CASCADE,
  vendor TEXT NOT NULL,
  service TEXT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  server TEXT,
  first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,
  weight INTEGER NOT NULL,
  relay TEXT,
  told TEXT NOT NULL,
  PRIMARY KEY (device, vendor, service, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE resolver_user (
  client TEXT NOT NULL,
  resolver TEXT NOT NULL,
  hour INTEGER NOT NULL,
  PRIMARY KEY (client, resolver)
) STRICT, WITHOUT ROWID;
CREATE TABLE incident (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  device INTEGER NOT NULL REFERENCES device(key) ON DELETE CASCADE,
  vendor TEXT NOT NULL,
  service TEXT NOT NULL,
  rule TEXT NOT NULL,
  determination TEXT NOT NULL,
  cutoff INTEGER NOT NULL,
  state TEXT NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,
  evidence TEXT NOT NULL,
  told TEXT,
  blocked TEXT,
  bytes_up INTEGER NOT NULL,
  bytes_down INTEGER NOT NULL,
  quiet_entries INTEGER NOT NULL,
  name TEXT NOT NULL,
  behind TEXT,
  via TEXT,
  past INTEGER NOT NULL,
  risen INTEGER,
  due INTEGER,
  told_at INTEGER,
  since_told INTEGER,
  reminders INTEGER NOT NULL,
  acknowledged INTEGER NOT NULL,
  muted INTEGER NOT NULL,
  exempt_until INTEGER,
  interval INTEGER NOT NULL,
  still_since INTEGER NOT NULL,
  blind_before INTEGER NOT NULL,
  word TEXT GENERATED ALWAYS AS (CASE WHEN id = '' OR state = 'joined' THEN NULL
    WHEN muted THEN 'exempt' WHEN acknowledged AND state IN ('open', 'returning')
    THEN 'acknowledged' ELSE state END) VIRTUAL
) STRICT;
CREATE INDEX incident_device ON incident(device);
CREATE INDEX incident_id ON incident(id);
CREATE INDEX incident_list ON incident(last DESC) WHERE word IS NOT NULL;
CREATE INDEX incident_word ON incident(word, last DESC) WHERE word IS NOT NULL;
CREATE TABLE proof (
  incident INTEGER NOT NULL REFERENCES incident(key) ON DELETE CASCADE,
  evidence TEXT NOT NULL,
  time INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  name TEXT NOT NULL,
  server TEXT,
  basis TEXT NOT NULL,
  PRIMARY KEY (incident, evidence)
) STRICT, WITHOUT ROWID;
CREATE TABLE contact_day (
  device INTEGER NOT NULL REFERENCES device(key) ON DELETE CASCADE,
  vendor TEXT NOT NULL,
  service TEXT NOT NULL,
  day INTEGER NOT NULL,
  contacts INTEGER NOT NULL,
  PRIMARY KEY (device, vendor, service, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE day (
  day INTEGER NOT NULL,
  vendor TEXT NOT NULL,
  service TEXT NOT NULL,
  contacts INTEGER NOT NULL,
  PRIMARY KEY (day, vendor, service)
) STRICT, WITHOUT ROWID;
CREATE TABLE binding (
  ip TEXT PRIMARY KEY,
  mac TEXT,
  nearest TEXT,
  source TEXT NOT NULL,
  time INTEGER NOT NULL,
  hostname TEXT NOT NULL,
  hostname_source TEXT,
  client_id TEXT NOT NULL,
  lease INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE link (
  mac TEXT PRIMARY KEY,
  ip TEXT,
  shared INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE forwarder (
  ip TEXT PRIMARY KEY,
  asks INTEGER NOT NULL,
  connects INTEGER NOT NULL,
  translates INTEGER NOT NULL,
  passes INTEGER NOT NULL,
  since INTEGER NOT NULL,
  asked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sensor (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seeing INTEGER NOT NULL,
  since INTEGER NOT NULL,
  blind INTEGER NOT NULL,
  reason TEXT NOT NULL,
  flood_since INTEGER,
  flood_last INTEGER NOT NULL,
  flood_count INTEGER NOT NULL,
  flood_told INTEGER NOT NULL,
  seen_until INTEGER
) STRICT;
CREATE TABLE history (
  device TEXT NOT NULL,
  name TEXT NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,
  evidence TEXT,
  proved INTEGER NOT NULL,
  blocked TEXT,
  resolved INTEGER NOT NULL,
  server TEXT,
  behind TEXT,
  via TEXT,
  PRIMARY KEY (device, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE open_flow (
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  flow INTEGER NOT NULL,
  device INTEGER NOT NULL REFERENCES device(key) ON DELETE CASCADE,
  name TEXT NOT NULL,
  basis TEXT NOT NULL,
  behind TEXT,
  since INTEGER NOT NULL,
  source INTEGER NOT NULL,
  vlans TEXT NOT NULL,
  blocked INTEGER NOT NULL,
  answered INTEGER NOT NULL,
  page_from INTEGER,
  up INTEGER NOT NULL, down INTEGER NOT NULL,
  up_before INTEGER NOT NULL, down_before INTEGER NOT NULL,
  up_earlier INTEGER NOT NULL, down_earlier INTEGER NOT NULL,
  until INTEGER,
  began INTEGER NOT NULL,
  PRIMARY KEY (client, server)
) STRICT, WITHOUT ROWID;
CREATE INDEX open_flow_device ON open_flow(device);
CREATE TABLE shared_address (
  ip TEXT PRIMARY KEY,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE decision (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  subject TEXT NOT NULL,
  time INTEGER NOT NULL,
  verb TEXT NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  until INTEGER
) STRICT;
CREATE INDEX decision_subject ON decision(subject);
CREATE TABLE coverage (
  source TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  up INTEGER NOT NULL,
  packets INTEGER NOT NULL,
  octets INTEGER NOT NULL,
  drops INTEGER NOT NULL,
  two_way_flows INTEGER NOT NULL,
  one_way_flows INTEGER NOT NULL,
  encrypted_flows INTEGER NOT NULL,
  unnamed_flows INTEGER NOT NULL,
  ech_flows INTEGER NOT NULL,
  encrypted_dns_devices INTEGER NOT NULL,
  opaque_packets INTEGER NOT NULL,
  cut_packets INTEGER NOT NULL,
  lost_octets INTEGER NOT NULL,
  unjudged INTEGER NOT NULL,
  gaps INTEGER NOT NULL,
  PRIMARY KEY (source, since)
) STRICT, WITHOUT ROWID;
CREATE TABLE alert (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  time INTEGER NOT NULL,
  event TEXT NOT NULL,
  incident TEXT NOT NULL,
  group_id TEXT NOT NULL,
  sensor TEXT NOT NULL,
  rule TEXT NOT NULL,
  determination TEXT NOT NULL,
  cutoff INTEGER,
  vendor TEXT NOT NULL,
  service TEXT NOT NULL,
  severity TEXT NOT NULL,
  evidence TEXT,
  blocked TEXT,
  name TEXT NOT NULL,
  server TEXT,
  device_id TEXT,
  device_ips TEXT,
  device_mac TEXT,
  device_name TEXT,
  device_vlans TEXT,
  device_identity TEXT,
  behind TEXT,
  via TEXT,
  relay TEXT,
  first INTEGER,
  last INTEGER,
  count INTEGER NOT NULL,
  bytes_up INTEGER NOT NULL,
  bytes_down INTEGER NOT NULL,
  message TEXT NOT NULL,
  retroactive INTEGER NOT NULL,
  octets INTEGER NOT NULL
) STRICT;
CREATE TABLE loss (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL,
  since INTEGER NOT NULL,
  reminders INTEGER NOT NULL,
  escalated INTEGER NOT NULL,
  others INTEGER NOT NULL,
  folded INTEGER NOT NULL
) STRICT;
CREATE TABLE cursor (
  sink TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE replay_mark (
  digest INTEGER NOT NULL,
  frames INTEGER NOT NULL,
  PRIMARY KEY (digest, frames)
) STRICT, WITHOUT ROWID;
PRAGMA application_id = 1129598790;
PRAGMA user_version = 1;
)sql";
static_assert(kApplicationId == 1129598790);

constexpr std::array<SchemaStep, kSchemaVersion> kSteps{SchemaStep{kVersion1, kTallies}};

}  // namespace

SchemaState schema_state(const sqlite::Connection& connection) {
  const std::int64_t id = connection.number("PRAGMA application_id");
  const std::int64_t version = connection.number("PRAGMA user_version");
  if (id == 0 && version == 0 && connection.number("SELECT count(*) FROM sqlite_schema") == 0) {
    return SchemaState::empty;
  }
  if (id != kApplicationId) return SchemaState::foreign;
  if (version > kSchemaVersion) return SchemaState::newer;
  return version == kSchemaVersion ? SchemaState::current : SchemaState::older;
}

std::span<const SchemaStep> schema_steps() { return kSteps; }

void upgrade_schema(sqlite::Connection& connection, std::span<const SchemaStep> steps) {
  connection.run("BEGIN IMMEDIATE");
  try {
    const auto version = static_cast<std::size_t>(connection.number("PRAGMA user_version"));
    for (std::size_t at = version; at < steps.size(); ++at) {
      for (const char* part : steps[at]) connection.run(part);
    }
    connection.run("COMMIT");
  } catch (...) {
    if (connection.in_transaction()) connection.try_run("ROLLBACK");
    throw;
  }
}

}  // namespace cutoffd::rules
