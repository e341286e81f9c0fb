# A machine and the guest that it passes packets on for take turns; the guest's packets have come one hop farther. The machine's own call is its own.
at 2024-10-02T08:00:00Z
device machine 10.20.30.9 02:5a:17:00:00:09 ttl 128 system windows
device guest 10.20.30.9 02:5a:17:00:00:09 ttl 63 system linux

repeat 6 every 1min
  machine opens tls to 203.0.113.5 name www.example.org
  guest opens tls to 203.0.113.6 name www.example.com
machine opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device.ip 10.20.30.9 behind none
