# Devices that the list tags as malware analysis are left out; a device that only calls itself like one of them is not.
at 2024-10-02T08:00:00Z
config:
  inventory:
    - {mac: "02:5a:17:00:00:99", name: sandbox, tags: [analysis]}
  rules:
    - name: all-but-analysis
      determination: us-icts-2021-002
      scope: {exclude: {tags: [analysis], devices: [sandbox]}}
device sandbox 10.20.30.99 02:5a:17:00:00:99
device pretender 10.20.30.40 02:5a:17:00:00:17

sandbox arps
pretender leases name sandbox
sandbox opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect no alert
pretender opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device pretender rule all-but-analysis device.name sandbox device.identity mac
