// How many lines and incidents are in which state, and how many devices call: kept by the ledger
// itself as rows change, in their transaction, so that whoever looks counts nothing.
//
// Part of the schema (rules/ledger_schema.h): tables `contact` and `incident` of version 1 come
// first. A contact's state is the word of `cutoffd devices`, an incident's that of `cutoffd
// incident list`; what was not told has none. A device counts once, however many of its services
// call.
#pragma once

namespace cutoffd::rules {

inline constexpr const char* kTallies = R"sql(
CREATE TABLE tally (
  what TEXT NOT NULL,
  state TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (what, state)
) STRICT, WITHOUT ROWID;
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
)sql";

}  // namespace cutoffd::rules
