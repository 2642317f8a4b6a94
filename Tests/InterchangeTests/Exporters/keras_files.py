"""Small files as Keras 3, TensorFlow's converter and tf2onnx write them, with inputs and the outputs of Keras
(for the int8 file those of TensorFlow's reference kernels).

Needs tensorflow-cpu (with keras), onnx, tf2onnx, numpy. Usage: python keras_files.py FOLDER
The files beside this script are one run with tensorflow 2.21.0, keras 3.15.1 and tf2onnx 1.17.0.
"""
import pathlib
import subprocess
import sys
import tempfile

import keras
import numpy as np
import onnx
import tensorflow as tf
from keras import layers

folder = pathlib.Path(sys.argv[1])
keras.utils.set_random_seed(1)


def convolutional():
    image = layers.Input((16, 16, 3))
    x = layers.Conv2D(8, 3, padding="same", use_bias=False)(image)
    x = layers.ReLU(6.0)(layers.BatchNormalization()(x))
    x = layers.DepthwiseConv2D(3, strides=2, padding="same", activation="hard_silu")(x)
    x = layers.SeparableConv2D(12, 3, padding="same", activation="swish")(x)
    gate = layers.Conv2D(12, 1, activation="hard_sigmoid")(layers.GlobalAveragePooling2D(keepdims=True)(x))
    x = layers.MaxPool2D()(layers.Multiply()([x, gate]))
    x = layers.UpSampling2D(2, interpolation="bilinear")(layers.Conv2DTranspose(8, 2, strides=2)(x))
    return keras.Model(image, layers.Dense(5, activation="softmax")(layers.GlobalAveragePooling2D()(x)))


def attention():
    tokens = layers.Input((6,), dtype="int32")
    x = layers.Embedding(20, 8)(tokens)
    x = layers.LayerNormalization()(x + layers.MultiHeadAttention(2, 4)(x, x))
    x = layers.LayerNormalization()(x + layers.Dense(8)(layers.Dense(16, activation="relu")(x)))
    return keras.Model(tokens, layers.Dense(3)(layers.GlobalAveragePooling1D()(x)))


def recurrent():
    signal = layers.Input((5, 4))
    x = layers.Bidirectional(layers.LSTM(4, return_sequences=True))(signal)
    return keras.Model(signal, layers.Dense(3)(layers.GRU(4)(x)))


def images(shape):
    return np.random.default_rng(3).normal(size=shape).astype("float32")


inputs = {
    "convolutional": images((1, 16, 16, 3)),
    "attention": np.random.default_rng(4).integers(0, 20, (1, 6)).astype("int32"),
    "recurrent": images((1, 5, 4)),
}
for make in (convolutional, attention, recurrent):
    name, model, x = make.__name__, make(), inputs[make.__name__]
    for index, weights in enumerate(w for w in model.weights if "moving" in w.path):
        weights.assign(np.random.default_rng(index).uniform(0.5, 1.5, weights.shape))
    np.save(folder / f"keras-{name}.input.npy", x)
    np.save(folder / f"keras-{name}.expected.npy", model(x).numpy())
    model.export(folder / f"keras-{name}.onnx", format="onnx", verbose=False)
    with tempfile.TemporaryDirectory() as saved:
        model.export(saved, format="tf_saved_model", verbose=False)
        command = [sys.executable, "-m", "tf2onnx.convert", "--saved-model", saved, "--opset", "17"]
        path = folder / f"tf2onnx-{name}.onnx"
        subprocess.run([*command, "--output", str(path)], check=True)
        file = onnx.load(path)
        file.graph.ClearField("doc_string")  # It names the folder above.
        onnx.save(file, path)
        if name == "recurrent":
            continue  # TensorFlow's converter leaves operators in it that LiteRT has not.
        model.export(folder / f"keras-{name}.tflite", format="litert", verbose=False)
        if name != "convolutional":
            continue
        converter = tf.lite.TFLiteConverter.from_saved_model(saved)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([images((1, 16, 16, 3))] for _ in range(20))
        file = converter.convert()
        (folder / "tensorflow-convolutional-int8.tflite").write_bytes(file)
        kernels = tf.lite.experimental.OpResolverType.BUILTIN_REF
        interpreter = tf.lite.Interpreter(model_content=file, experimental_op_resolver_type=kernels)
        interpreter.allocate_tensors()
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x)
        interpreter.invoke()
        result = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
        np.save(folder / "tensorflow-convolutional-int8.expected.npy", result)
