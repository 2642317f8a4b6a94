// What a learner's file sees after `import LabKit`.
@_exported public import Tensors
