# On Sunday night in Ottawa the same phone is served for two minutes more; on Monday its owner only reads about it.
# covers: ca-gov-mobile-2023/mobile-applications silent
at 2023-10-29T23:58:00-04:00
config:
  determinations: [ca-gov-mobile-2023]
device phone 10.66.1.30 da:a1:19:66:01:30 vlan 66
device resolver 10.66.0.1 02:5a:17:66:00:01 vlan 66

phone asks s03.upd.kaspersky.com of resolver
resolver answers 198.51.100.66 ttl 30
phone opens tls to 198.51.100.66 name s03.upd.kaspersky.com
server sends 80KiB
phone closes
at 2023-10-30T08:30:00-04:00
phone asks www.kaspersky.ca of resolver
resolver answers 198.51.100.67
phone opens tls to 198.51.100.67 name www.kaspersky.ca
server sends 500KiB
passes 1min
expect no alert
expect device phone service update state before-cutoff before.count 1 after.count 0
expect device phone service information state exempt
