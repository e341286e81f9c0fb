# A machine boots Linux and Windows in turn, every twelve minutes: it is one machine, and its call is its own.
at 2024-10-02T08:00:00Z
device linux 10.20.30.9 02:5a:17:00:00:09 ttl 64 system linux
device windows 10.20.30.9 02:5a:17:00:00:09 ttl 128 system windows

repeat 4 every 25min
  linux opens tls to 203.0.113.5 name www.example.org
  passes 12min
  windows opens tls to 203.0.113.6 name www.example.com
windows opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device.ip 10.20.30.9 behind none
