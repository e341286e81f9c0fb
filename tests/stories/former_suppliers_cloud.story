# Three months later the devices had time enough: one that reports over MQTT is told, and so is one that the resolver refuses.
# covers: example-own-cutoff/cloud fires
at 2026-04-01T00:00:00+02:00
config:
  determinations: [example-own-cutoff]
device meter 10.77.1.40 02:5a:17:77:01:40
device lamp 10.77.1.41 02:5a:17:77:01:41
device resolver 10.77.0.1 02:5a:17:77:00:01

meter opens tls to 203.0.113.13:8883 name node12.cloud.example
server sends 6KiB
lamp asks fw-lamp3.cloud.example of resolver
resolver answers refused
passes 11s
expect alert opened device meter service cloud evidence transferred server.port 8883
expect alert opened device lamp service update evidence asked blocked refused
