import CKernels
import Tensors

/// What a convolution or product does to its rows after it has stored them, while they are in the cache.
package struct KernelFinish: Sendable {
  private let function: keiryo_finish_function
  private let parameters: Storage
  /// Part of the name of a kernel that ends so.
  let name: String

  /// A function of every float32 element.
  package static func function(
    _ function: UnaryFunction, instructionSet: InstructionSet = .detected
  ) -> KernelFinish {
    let p = keiryo_f32_unary(function, count: 0, instructionSet)
    return KernelFinish(function: keiryo_f32_unary_finish, parameters: Storage(copying: [p]), name: function.name)
  }

  /// Every code through a table.
  /// - Parameter table: 256 bytes, `nil` otherwise.
  package static func lookup(_ table: [UInt8], instructionSet: InstructionSet = .detected) -> KernelFinish? {
    keiryo_lookup(table, count: 0, instructionSet).map {
      KernelFinish(function: keiryo_lookup_finish, parameters: Storage(copying: [$0]), name: "lookup")
    }
  }
}

extension keiryo_epilogue {
  /// Takes a finish in; the storage that is returned must live as long as the call.
  mutating func adopt(_ finish: KernelFinish?) -> [Storage] { finish.map { $0.attach(to: &self) } ?? [] }
}

extension KernelFinish {
  fileprivate func attach(to epilogue: inout keiryo_epilogue) -> [Storage] {
    epilogue.finish = function
    epilogue.finish_parameters = UnsafeRawPointer(parameters.base)
    return [parameters]
  }
}

extension KernelFinish? {
  /// What the name of a kernel gains.
  var suffix: String { map { "+" + $0.name } ?? "" }
}
