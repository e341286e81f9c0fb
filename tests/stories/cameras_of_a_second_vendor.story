# A second vendor, with an order of the organisation's own: a recorder calls the cloud, a guard reads the vendor's manual.
at 2026-03-02T07:00:00-05:00
file determinations/our-cameras.yaml:
  title: Cameras leave the vendor's cloud
  authority: The security office
  vendor: hikvision
  activities:
    - id: cloud
      title: Cameras and recorders at the vendor's cloud
      from: "2026-03-01T00:00:00-05:00"
      services: [cloud, app]
  exempt: [information]
config:
  determinations: [our-cameras]
device recorder 10.90.0.20 02:5a:17:90:00:20 vlan 90
device guard 10.90.1.7 02:5a:17:90:01:07
device resolver 10.90.0.1 02:5a:17:90:00:01

recorder asks litedev.hik-connect.com of resolver
resolver answers 203.0.113.190
recorder opens tls to 203.0.113.190 name litedev.hik-connect.com
server sends 10KiB
guard asks www.hikvision.com of resolver
resolver answers 203.0.113.191
guard opens tls to 203.0.113.191 name www.hikvision.com
server sends 300KiB
guard asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7
passes 11s
expect alert opened device recorder vendor hikvision service cloud evidence transferred determination our-cameras message~ Hikvision
expect no alert
expect device guard vendor hikvision service information state exempt
# Nobody named the first vendor here: its names are nothing to this sensor.
expect no device guard vendor kaspersky
