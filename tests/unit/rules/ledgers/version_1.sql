PRAGMA foreign_keys = OFF;
PRAGMA application_id = 1129598790;
PRAGMA user_version = 1;
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
CREATE TABLE tally (
  what TEXT NOT NULL,
  state TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (what, state)
) STRICT, WITHOUT ROWID;
INSERT INTO device (key, id, identity, mac, ips, name, name_source, vlans, first, last, unclassified_told, listed_name, owner, tags, alive) VALUES (1, 'mac:02:00:00:00:00:20', 'mac', '02:00:00:00:00:20', '10.0.0.20', '', NULL, '', 1727582401000000000, 1727582403000000000, 0, '', '', '', 1727582400000000000);
INSERT INTO device (key, id, identity, mac, ips, name, name_source, vlans, first, last, unclassified_told, listed_name, owner, tags, alive) VALUES (2, 'ip:10.0.0.21', 'address', '02:00:00:00:00:21', '10.0.0.21', '', NULL, '', 1727582405000000000, 1727582405000000000, 0, '', '', '', 1727582400000000000);
INSERT INTO contact (device, vendor, service, prohibited, before_first, before_last, before_count, before_evidence, before_blocked, before_up, before_down, after_first, after_last, after_count, after_evidence, after_blocked, after_up, after_down, name, state, closed, stamp, divide, decoy_told) VALUES (1, 'acme', 'update', 1, 0, 0, 0, NULL, NULL, 0, 0, 1727582401000000000, 1727582403000000000, 1, 'transferred', NULL, 500, 9000, 's07.upd.acme.example', 'calling', NULL, 'acme-order order 2024-09-29T04:00:00.000000000Z
divide 2024-09-29T04:00:00.000000000Z', 1727582400000000000, 0);
INSERT INTO contact (device, vendor, service, prohibited, before_first, before_last, before_count, before_evidence, before_blocked, before_up, before_down, after_first, after_last, after_count, after_evidence, after_blocked, after_up, after_down, name, state, closed, stamp, divide, decoy_told) VALUES (2, 'acme', 'telemetry', 1, 0, 0, 0, NULL, NULL, 0, 0, 1727582405000000000, 1727582405000000000, 1, 'asked', NULL, 0, 0, 'stats.acme.example', 'calling', NULL, 'acme-order order 2024-09-29T04:00:00.000000000Z
divide 2024-09-29T04:00:00.000000000Z', 1727582400000000000, 0);
INSERT INTO contact (device, vendor, service, prohibited, before_first, before_last, before_count, before_evidence, before_blocked, before_up, before_down, after_first, after_last, after_count, after_evidence, after_blocked, after_up, after_down, name, state, closed, stamp, divide, decoy_told) VALUES (2, 'other', 'telemetry', 0, 0, 0, 0, NULL, NULL, 0, 0, 1727582405000000000, 1727582405000000000, 1, 'asked', NULL, 0, 0, 'stats.acme.example', 'exempt', NULL, 'divide 1677-09-21T00:12:43.145224192Z', -9223372036854775808, 0);
INSERT INTO name (device, name, first, last, count, asked, until, spent, resolved, addresses, system, system_asked, system_failed, system_blocked, system_answers, fallback, subjects, evidence, proved, blocked, server, basis, behind, via) VALUES (1, 's07.upd.acme.example', 1727582401000000000, 1727582403000000000, 1, 1727582401000000000, 1727582462000000000, 1, 1, '203.0.113.7@1727582462000000000', '10.0.0.53', NULL, NULL, NULL, 1, 0, 'acme/update acme/update!', 'transferred', 1727582403000000000, NULL, '203.0.113.7:443', 'name', NULL, NULL);
INSERT INTO name (device, name, first, last, count, asked, until, spent, resolved, addresses, system, system_asked, system_failed, system_blocked, system_answers, fallback, subjects, evidence, proved, blocked, server, basis, behind, via) VALUES (2, 'stats.acme.example', 1727582405000000000, 1727582405000000000, 1, 1727582405000000000, 1727582435000000000, 0, 0, '', '10.0.0.53', 1727582405000000000, NULL, NULL, 0, 0, 'acme/telemetry acme/telemetry! other/telemetry other/telemetry!', 'asked', 1727582405000000000, NULL, NULL, 'name', NULL, NULL);
INSERT INTO incident (key, id, device, vendor, service, rule, determination, cutoff, state, first, last, count, evidence, told, blocked, bytes_up, bytes_down, quiet_entries, name, behind, via, past, risen, due, told_at, since_told, reminders, acknowledged, muted, exempt_until, interval, still_since, blind_before) VALUES (1, 'cd166b5aebefa024', 1, 'acme', 'update', 'acme-order', 'order', 1727582400000000000, 'open', 1727582401000000000, 1727582403000000000, 1, 'transferred', 'transferred', NULL, 500, 9000, 0, 's07.upd.acme.example', NULL, NULL, 0, NULL, NULL, 1727582411000000000, NULL, 0, 0, 0, NULL, 0, 1727582404000000000, 0);
INSERT INTO incident (key, id, device, vendor, service, rule, determination, cutoff, state, first, last, count, evidence, told, blocked, bytes_up, bytes_down, quiet_entries, name, behind, via, past, risen, due, told_at, since_told, reminders, acknowledged, muted, exempt_until, interval, still_since, blind_before) VALUES (2, 'bb50228081bba14c', 2, 'acme', 'telemetry', 'acme-order', 'order', 1727582400000000000, 'open', 1727582405000000000, 1727582405000000000, 1, 'asked', 'asked', NULL, 0, 0, 0, 'stats.acme.example', NULL, NULL, 0, NULL, NULL, 1727582415000000000, NULL, 0, 0, 0, NULL, 0, 1727582405000000000, 0);
INSERT INTO proof (incident, evidence, time, frame, name, server, basis) VALUES (1, 'asked', 1727582401000000000, 0, 's07.upd.acme.example', NULL, 'name');
INSERT INTO proof (incident, evidence, time, frame, name, server, basis) VALUES (1, 'contacted', 1727582403000000000, 0, 's07.upd.acme.example', '203.0.113.7:443', 'name');
INSERT INTO proof (incident, evidence, time, frame, name, server, basis) VALUES (1, 'resolved', 1727582402000000000, 0, 's07.upd.acme.example', NULL, 'name');
INSERT INTO proof (incident, evidence, time, frame, name, server, basis) VALUES (1, 'transferred', 1727582404000000000, 0, 's07.upd.acme.example', '203.0.113.7:443', 'name');
INSERT INTO proof (incident, evidence, time, frame, name, server, basis) VALUES (2, 'asked', 1727582405000000000, 0, 'stats.acme.example', NULL, 'name');
INSERT INTO contact_day (device, vendor, service, day, contacts) VALUES (1, 'acme', 'update', 19995, 1);
INSERT INTO contact_day (device, vendor, service, day, contacts) VALUES (2, 'acme', 'telemetry', 19995, 1);
INSERT INTO contact_day (device, vendor, service, day, contacts) VALUES (2, 'other', 'telemetry', 19995, 1);
INSERT INTO day (day, vendor, service, contacts) VALUES (19995, 'acme', 'telemetry', 1);
INSERT INTO day (day, vendor, service, contacts) VALUES (19995, 'acme', 'update', 1);
INSERT INTO day (day, vendor, service, contacts) VALUES (19995, 'other', 'telemetry', 1);
INSERT INTO binding (ip, mac, nearest, source, time, hostname, hostname_source, client_id, lease) VALUES ('10.0.0.20', '02:00:00:00:00:20', NULL, 'arp', 1727582401000000000, '', NULL, '', 0);
INSERT INTO link (mac, ip, shared) VALUES ('02:00:00:00:00:01', '203.0.113.7', 0);
INSERT INTO link (mac, ip, shared) VALUES ('02:00:00:00:00:20', '10.0.0.20', 0);
INSERT INTO link (mac, ip, shared) VALUES ('02:00:00:00:00:21', '10.0.0.21', 0);
INSERT INTO link (mac, ip, shared) VALUES ('02:00:00:00:00:53', '10.0.0.53', 0);
INSERT INTO forwarder (ip, asks, connects, translates, passes, since, asked) VALUES ('10.0.0.53', 0, 0, 0, 0, 1727582401000000000, 1);
INSERT INTO sensor (id, seeing, since, blind, reason, flood_since, flood_last, flood_count, flood_told, seen_until) VALUES (1, 1, 0, 0, '', NULL, 0, 0, 0, 1727582460000000000);
INSERT INTO open_flow (client, server, flow, device, name, basis, behind, since, source, vlans, blocked, answered, page_from, up, down, up_before, down_before, up_earlier, down_earlier, until, began) VALUES ('10.0.0.20:51000', '203.0.113.7:443', 1, 1, 's07.upd.acme.example', 'name', NULL, 1727582403000000000, 0, '', 0, 1, NULL, 500, 9000, 0, 0, 0, 0, NULL, 1727582403000000000);
INSERT INTO alert (sequence, time, event, incident, group_id, sensor, rule, determination, cutoff, vendor, service, severity, evidence, blocked, name, server, device_id, device_ips, device_mac, device_name, device_vlans, device_identity, behind, via, relay, first, last, count, bytes_up, bytes_down, message, retroactive, octets) VALUES (1, 1727582401000000000, 'opened', 'cd166b5aebefa024', '824fc91125d91b3a', 'sensor', 'acme-order', 'order', 1727582400000000000, 'acme', 'update', 'err', 'transferred', NULL, 's07.upd.acme.example', '203.0.113.7:443', 'mac:02:00:00:00:00:20', '10.0.0.20', '02:00:00:00:00:20', '', '', 'mac', NULL, NULL, NULL, 1727582401000000000, 1727582403000000000, 1, 500, 9000, '10.0.0.20 (02:00:00:00:00:20) still contacts Acme (update): s07.upd.acme.example answered at 203.0.113.7:443, 9.0 kB received and 500 B sent; 1 contact, at 2024-09-29T04:00:01Z', 0, 520);
INSERT INTO alert (sequence, time, event, incident, group_id, sensor, rule, determination, cutoff, vendor, service, severity, evidence, blocked, name, server, device_id, device_ips, device_mac, device_name, device_vlans, device_identity, behind, via, relay, first, last, count, bytes_up, bytes_down, message, retroactive, octets) VALUES (2, 1727582405000000000, 'opened', 'bb50228081bba14c', 'f2bd190aca4fe4b2', 'sensor', 'acme-order', 'order', 1727582400000000000, 'acme', 'telemetry', 'notice', 'asked', NULL, 'stats.acme.example', NULL, 'ip:10.0.0.21', '10.0.0.21', '02:00:00:00:00:21', '', '', 'address', NULL, NULL, NULL, 1727582405000000000, 1727582405000000000, 1, 0, 0, '10.0.0.21 (02:00:00:00:00:21) still asks for Acme (telemetry): stats.acme.example was asked for, and no usable answer was seen; 1 contact, at 2024-09-29T04:00:05Z', 0, 498);
INSERT INTO cursor (sink, sequence) VALUES ('log', 1);
INSERT INTO replay_mark (digest, frames) VALUES (4660, 7);
INSERT INTO tally (what, state, count) VALUES ('contact', 'calling', 2);
INSERT INTO tally (what, state, count) VALUES ('contact', 'exempt', 1);
INSERT INTO tally (what, state, count) VALUES ('device', 'calling', 2);
INSERT INTO tally (what, state, count) VALUES ('incident', 'open', 2);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES ('alert', 2);
INSERT INTO sqlite_sequence VALUES ('device', 2);
INSERT INTO sqlite_sequence VALUES ('incident', 2);
CREATE INDEX contact_list ON contact(place, reach DESC, latest DESC);
CREATE INDEX contact_after ON contact(after_last) WHERE prohibited AND after_count > 0;
CREATE INDEX incident_device ON incident(device);
CREATE INDEX incident_id ON incident(id);
CREATE INDEX incident_list ON incident(last DESC) WHERE word IS NOT NULL;
CREATE INDEX incident_word ON incident(word, last DESC) WHERE word IS NOT NULL;
CREATE INDEX open_flow_device ON open_flow(device);
CREATE INDEX decision_subject ON decision(subject);
CREATE TRIGGER contact_counted AFTER INSERT ON contact BEGIN
  INSERT INTO tally VALUES ('contact', new.state, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER contact_moved AFTER UPDATE OF state ON contact WHEN old.state <> new.state BEGIN
  UPDATE tally SET count = count - 1 WHERE what = 'contact' AND state = old.state;
  INSERT INTO tally VALUES ('contact', new.state, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER contact_gone AFTER DELETE ON contact BEGIN
  UPDATE tally SET count = count - 1 WHERE what = 'contact' AND state = old.state;
END;
CREATE TRIGGER device_calls AFTER INSERT ON contact WHEN new.state = 'calling'
  AND (SELECT count(*) FROM contact WHERE device = new.device AND state = 'calling') = 1 BEGIN
  INSERT INTO tally VALUES ('device', 'calling', 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER device_begins AFTER UPDATE OF state ON contact
  WHEN old.state <> 'calling' AND new.state = 'calling'
  AND (SELECT count(*) FROM contact WHERE device = new.device AND state = 'calling') = 1 BEGIN
  INSERT INTO tally VALUES ('device', 'calling', 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER device_ends AFTER UPDATE OF state ON contact
  WHEN old.state = 'calling' AND new.state <> 'calling'
  AND NOT EXISTS (SELECT 1 FROM contact WHERE device = new.device AND state = 'calling') BEGIN
  UPDATE tally SET count = count - 1 WHERE what = 'device' AND state = 'calling';
END;
CREATE TRIGGER device_gone AFTER DELETE ON contact WHEN old.state = 'calling'
  AND NOT EXISTS (SELECT 1 FROM contact WHERE device = old.device AND state = 'calling') BEGIN
  UPDATE tally SET count = count - 1 WHERE what = 'device' AND state = 'calling';
END;
CREATE TRIGGER incident_told AFTER INSERT ON incident WHEN new.word IS NOT NULL BEGIN
  INSERT INTO tally VALUES ('incident', new.word, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER incident_moved AFTER UPDATE OF id, state, muted, acknowledged ON incident
  WHEN old.word IS NOT new.word BEGIN
  UPDATE tally SET count = count - 1 WHERE what = 'incident' AND state = old.word;
  INSERT INTO tally SELECT 'incident', new.word, 1 WHERE new.word IS NOT NULL
    ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER incident_gone AFTER DELETE ON incident WHEN old.word IS NOT NULL BEGIN
  UPDATE tally SET count = count - 1 WHERE what = 'incident' AND state = old.word;
END;
