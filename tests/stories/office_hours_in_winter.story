# The clock on the wall counts, summer time or not: eight in the morning is an hour later in winter.
at 2024-11-04T12:30:00Z
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
at 2024-11-04T13:00:00Z
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device desk rule office-hours count 1
