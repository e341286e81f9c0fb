# The rule is about office hours in New York: a contact at night opens nothing and is in the ledger; the morning's opens the incident.
at 2024-10-02T03:00:00-04:00
config:
  rules:
    - name: office-hours
      determination: us-icts-2021-002
      windows:
        - {days: [mon, tue, wed, thu, fri], from: "08:00", to: "18:00", zone: America/New_York}
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect no alert
expect device desk service update after.count 1
at 2024-10-02T08:00:00-04:00
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device desk rule office-hours count 1
at 2024-10-02T18:00:00-04:00
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect no alert
expect device desk service update after.count 3
