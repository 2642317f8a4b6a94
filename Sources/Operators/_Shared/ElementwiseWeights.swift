import Tensors

/// Which constants of element-wise sums and products are weights.
///
/// Exporters write a bias or a scale as they write a factor or a mask: as a constant in second place. What tells them
/// apart is that one number for everything belongs to the formula, and that a mask does nothing but let pass or hide.
enum ElementwiseWeights {
  /// What is hidden by a sum gets this much or less; −10⁴, the smallest float16 and −∞ are usual.
  private static let hiding: Float = -1e3

  /// A bias or a table, not a shift by one number, and no mask: some 0, the others far below.
  static func isSummand(_ constant: Tensor) -> Bool {
    constant.count > 1
      && constant.withElements(as: Float.self) { numbers in
        !(numbers.contains { $0 <= hiding } && numbers.allSatisfy { $0 <= hiding || $0 == 0 })
      }
  }

  /// A scale, not one factor, and no mask of zeros and ones.
  static func isFactor(_ constant: Tensor) -> Bool {
    constant.count > 1
      && constant.withElements(as: Float.self) { numbers in
        !(numbers.contains(0) && numbers.contains(1) && numbers.allSatisfy { $0 == 0 || $0 == 1 })
      }
  }
}
