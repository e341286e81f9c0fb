# With "history: all" a vendor that nobody watched in spring is judged in summer, by what every device did then.
at 2026-04-10T08:00:00+02:00
file determinations/ours.yaml:
  title: End of the contract with Example Cloud
  authority: The IT department
  vendor: example-cloud
  activities:
    - id: cloud
      title: Devices that report to the former supplier's cloud
      from: "2026-04-01T00:00:00+02:00"
      services: [cloud, update]
  exempt: [information]
config:
  history: all
  determinations: [us-icts-2021-002]
device meter 10.77.1.40 02:5a:17:77:01:40
device reader 10.77.1.50 02:5a:17:77:01:50
device other 10.77.1.60 02:5a:17:77:01:60
device resolver 10.77.0.1 02:5a:17:77:00:01

meter asks node4.cloud.example of resolver
resolver answers 203.0.113.4
meter opens tls to 203.0.113.4:8883 name node4.cloud.example
passes 1h
meter opens tls to 203.0.113.4:8883 name node4.cloud.example
reader opens tls to 203.0.113.9 name lamp.docs.cloud.example
other asks www.example.org of resolver
resolver answers 203.0.113.88
expect no alert
expect no device meter
at 2026-06-10T08:00:00+02:00
killed
reload:
  history: all
  determinations: [us-icts-2021-002, ours]
passes 1min
expect 1 alerts opened device meter vendor example-cloud service cloud evidence contacted count 2 retroactive true first 2026-04-10T08:00:00+02:00
expect device reader service information state exempt
expect no device other
