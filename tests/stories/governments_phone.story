# A phone issued by the Government of Canada, with a private MAC on the ministry's Wi-Fi, fetches its updates.
# covers: ca-gov-mobile-2023/mobile-applications fires
at 2023-10-30T08:05:00-04:00
config:
  determinations: [ca-gov-mobile-2023]
device phone 10.66.1.30 da:a1:19:66:01:30 vlan 66
device resolver 10.66.0.1 02:5a:17:66:00:01 vlan 66

phone leases name Pixel-7 of resolver
phone asks s03.upd.kaspersky.com of resolver type HTTPS
phone asks s03.upd.kaspersky.com of resolver
resolver answers 198.51.100.66
phone opens quic to 198.51.100.66 name s03.upd.kaspersky.com
server sends 300KiB
passes 11s
expect alert opened device phone service update evidence transferred severity err count 1 device.vlan 66 determination ca-gov-mobile-2023 cutoff 2023-10-30T00:00:00-04:00
