# The rule is about the office: a contact from the office opens an incident, one from the laboratory is recorded and opens nothing.
at 2024-10-02T08:00:00Z
config:
  rules:
    - name: office
      determination: us-icts-2021-002
      scope: {networks: [10.20.0.0/16], exclude: {networks: [10.20.99.0/24]}}
device desk 10.20.30.40 02:5a:17:00:00:17
device lab 10.20.99.40 02:5a:17:00:00:99
device elsewhere 10.21.0.40 02:5a:17:00:00:21

lab opens tls to 198.51.100.7 name s07.upd.kaspersky.com
elsewhere opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect no alert
expect device lab state exempt prohibited false
desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device desk rule office
