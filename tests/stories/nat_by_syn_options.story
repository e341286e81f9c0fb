# A phone and a laptop connect from one address in turn, and their SYNs are laid out in two ways: somebody else calls behind it, who is not visible from here.
at 2024-10-02T08:00:00Z
device gate 10.20.30.9 02:5a:17:00:00:09 ttl 63
device phone 10.20.30.9 02:5a:17:00:00:09 ttl 63 system apple
device laptop 10.20.30.9 02:5a:17:00:00:09 ttl 63 system linux

repeat 2 every 1min
  phone opens tls to 203.0.113.5 name www.example.org
  laptop opens tls to 203.0.113.6 name www.example.com
gate opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 11s
expect alert opened device.ip 10.20.30.9 behind 10.20.30.9 message~ "the client is not visible from here"
