# A decoy outside of the rule's scope.
at 2024-10-02T20:00:00-04:00
config:
  rules:
    - name: day
      determination: us-icts-2021-002
      scope: {networks: [10.99.0.0/16]}
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
desk asks vpn.example.net of resolver
resolver answers 198.51.100.9 ttl 3600
desk opens tls to 198.51.100.9 name s07.upd.kaspersky.com
passes 20s
expect no alert
