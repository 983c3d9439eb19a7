"""The build: tasks, the processes that do them, and the one hand that writes files.

>>> from gen.build.tasks import Made, Task
>>> from gen.build.workers import next_group
>>> measuring = Task("measured-on-surfaces-of-adam", Made, inputs={})
>>> drawing = Task("adam-shines", Made, inputs={}, after=frozenset({measuring.name}))
>>> [task.name for task in next_group([drawing, measuring], under_way=[])]
['measured-on-surfaces-of-adam']
"""
