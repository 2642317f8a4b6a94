package import Reports
import Tensors

extension FileSource {
  package var card: DataCard {
    switch self {
    case .mnist:
      imageCard(
        IDXFolder.mnist.name, ja: "手書き数字 MNIST", en: "MNIST digits", classes: IDXFolder.mnist.classNames,
        source: "LeCun, Cortes, Burges (1998)", licence: "CC BY-SA 3.0", input: [28, 28, 1], training: "60,000")
    case .fashion:
      imageCard(
        IDXFolder.fashionMNIST.name, ja: "衣類の写真 Fashion-MNIST", en: "Fashion-MNIST clothes",
        classes: IDXFolder.fashionMNIST.classNames, source: "Xiao, Rasul, Vollgraf (2017), Zalando Research",
        licence: "MIT", input: [28, 28, 1], training: "60,000")
    case .cifar10:
      imageCard(
        CIFAR10.name, ja: "小さな写真 CIFAR-10（バイナリ版）", en: "CIFAR-10 photographs (binary form)",
        classes: CIFAR10.classNames, source: "Krizhevsky (2009)",
        licence: nil, input: [32, 32, 3], training: "50,000")
    case .speech: speechCard
    case .images: folderCard
    case .csv: tableCard
    }
  }

  private func imageCard(
    _ version: String, ja: String, en: String, classes: [ClassName], source: String, licence: String?, input: Shape,
    training: String
  ) -> DataCard {
    DataCard(
      key: rawValue, version: version, title: LocalizedText(ja: ja, en: en),
      content: LocalizedText(
        ja: "配布されているファイルを置いたフォルダを指定します。学習用の \(training) 枚を画素のハッシュで学習 85 %・校正 5 %・検証 10 % に分け、"
          + "配布元のテスト 10,000 枚で評価します。",
        en:
          "Name the folder with the files as they are distributed. The \(training) training images are divided by the "
          + "hash of their pixels: 85 % train, 5 % calibration, 10 % validation; the 10,000 test images are the test."),
      source: LocalizedText(verbatim: source),
      licence: licence.map { LocalizedText(verbatim: $0) }
        ?? LocalizedText(ja: "配布元に明示がありません", en: "not stated by its makers"),
      optimum: nil,
      limits: LocalizedText(
        ja: "何もダウンロードしません。校正・検証・学習の画像のうち、テストと同じ画素のものは取り除きます。",
        en: "Nothing is downloaded. Images of the other parts that equal a test image are taken out."),
      input: TensorType(.uint8, input), target: .classes, classNames: classes, counts: nil)
  }

  private var speechCard: DataCard {
    DataCard(
      key: rawValue, version: SpeechFolder.name,
      title: LocalizedText(ja: "Speech Commands 形式の音声", en: "Sounds in the form of Speech Commands"),
      content: LocalizedText(
        ja: "語ごとのフォルダに 16 kHz・モノラル・8 か 16 ビットの WAV。1 秒に切りそろえ、keywords と同じ前処理で対数メルにします。"
          + "validation_list.txt と testing_list.txt があればそれに従い、残りは話者のハッシュで分けます。",
        en:
          "A folder per word with WAV files of 16 kHz, one channel, 8 or 16 bits, cut to one second, through the front end "
          + "of keywords. validation_list.txt and testing_list.txt decide where they exist; the rest is divided by the hash "
          + "of the speaker."),
      source: LocalizedText(verbatim: "Warden (2018), arXiv 1804.03209"),
      licence: LocalizedText(
        ja: "Speech Commands は CC BY 4.0。自分の録音なら自分で決めます", en: "Speech Commands: CC BY 4.0; yours for your own"),
      optimum: nil,
      limits: LocalizedText(
        ja: "別の標本化周波数は受け付けません。下線で始まるフォルダ（背景雑音など）は使いません。",
        en: "No other sample rate. Folders that begin with an underscore, such as background noise, are left out."),
      input: TensorType(.uint8, LogMel.shape), target: .classes, counts: nil)
  }

  private var folderCard: DataCard {
    DataCard(
      key: rawValue, version: ImageFolder.name,
      title: LocalizedText(ja: "画像のフォルダ", en: "A folder of images"),
      content: LocalizedText(
        ja: "クラスごとのフォルダに PNG・JPEG・PGM・PPM。モデルの入力（なければ 64 × 64 × 3）の縦横比に中央で切り、面積平均で縮めます。"
          + "train と test のフォルダがあればそれに従い、なければ画素のハッシュで学習 70 %・校正 5 %・検証 10 %・テスト 15 % に分けます。",
        en:
          "A folder per class with PNG, JPEG, PGM and PPM, cut around the middle to the proportions of the model's input "
          + "(64 × 64 × 3 without one) and averaged down. Folders train and test decide where they exist; otherwise the "
          + "hash of the pixels: 70 % train, 5 % calibration, 10 % validation, 15 % test."),
      source: LocalizedText(ja: "あなたのファイル", en: "your files"),
      licence: LocalizedText(ja: "あなたのファイル次第", en: "that of your files"), optimum: nil,
      limits: LocalizedText(
        ja: "正規化は学習画像の平均と標準偏差です。別の正規化で学習したモデルでは成績が下がります。",
        en: "Normalized by mean and deviation of the training images: a model trained with others does worse."),
      input: nil, target: .classes, counts: nil)
  }

  private var tableCard: DataCard {
    DataCard(
      key: rawValue, version: TableFile.name, title: LocalizedText(ja: "数値の表（CSV）", en: "A table of numbers (CSV)"),
      content: LocalizedText(
        ja: "数値の列とラベルの列。ラベルは csv:ファイル#列名 で指定するか、label・class・target という列、なければ最後の列です。"
          + "小数のラベルは予測する値になります。行のハッシュで学習 70 %・校正 5 %・検証 10 %・テスト 15 % に分けます。",
        en:
          "Columns of numbers and one of labels: the one of csv:FILE#COLUMN, else label, class or target, else the last. "
          + "Labels with a fraction are values to predict. Divided by the hash of the row: 70 % train, 5 % calibration, "
          + "10 % validation, 15 % test."),
      source: LocalizedText(ja: "あなたのファイル", en: "your files"),
      licence: LocalizedText(ja: "あなたのファイル次第", en: "that of your files"), optimum: nil,
      limits: LocalizedText(
        ja: "欠けた値は受け付けません。列ごとに学習行の平均と標準偏差で正規化します。",
        en: "No missing values. Each column is normalized by mean and deviation of the training rows."),
      input: nil, target: .classes, counts: nil)
  }
}
