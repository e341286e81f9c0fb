# The forwarder relayed names that nobody watches; then it asks a watched one for somebody hidden (another VLAN).
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device fw 10.20.30.1 02:5a:17:00:00:01
repeat 5 every 10s
  desk asks www.example.org of fw
  fw asks www.example.org of 9.9.9.9
  9.9.9.9 answers 198.51.100.20
  fw answers 198.51.100.20
passes 1min
fw asks s07.upd.kaspersky.com of 9.9.9.9
9.9.9.9 answers 198.51.100.7
passes 1min
expect alert opened device fw behind 10.20.30.1
