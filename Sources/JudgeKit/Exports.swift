// What a lab's `Checks.swift` sees after `import JudgeKit`.
@_exported public import LabKit
@_exported public import Reports
