# A forwarder itself opens a connection to an unclassified name: it is the caller, not "behind"
at 2024-10-02T08:00:00Z
config:
  networks:
    forwarders: [10.20.30.53]
device fw 10.20.30.53 02:5a:17:00:00:53
fw opens tls to 198.51.100.7 name abc.kaspersky.com
passes 11s
expect alert unclassified behind none
