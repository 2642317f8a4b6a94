import openvino


class Engine:
    """OpenVINO on the CPU, one stream, float arithmetic pinned to 32 bits: its default is bfloat16 where it can."""

    def __init__(self):
        self.core = openvino.Core()
        self.close()

    def close(self):
        self.compiled = self.request = None

    def load(self, file, threads):
        settings = {
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": 1,
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",
        }
        model = self.core.read_model(file)
        # Extents left open are 1, as in ours.
        shapes = [
            [size.get_length() if size.is_static else 1 for size in port.partial_shape] for port in model.inputs
        ]
        if model.is_dynamic():
            model.reshape(dict(enumerate(shapes)))
        self.compiled = self.core.compile_model(model, "CPU", settings)
        self.request = self.compiled.create_infer_request()
        return {
            "version": openvino.__version__.split("-")[0],
            "precision": self.compiled.get_property("INFERENCE_PRECISION_HINT").get_type_name(),
            "inputs": shapes,
            "inputNames": [port.any_name for port in self.compiled.inputs],
        }

    def bind(self, arrays):
        self.kept = [openvino.Tensor(array, shared_memory=True) for array in arrays]
        for index, tensor in enumerate(self.kept):
            self.request.set_input_tensor(index, tensor)

    def run(self):
        self.request.infer(share_outputs=True)

    def outputs(self):
        return [self.request.get_output_tensor(index).data.copy() for index in range(len(self.compiled.outputs))]


serve(Engine())
