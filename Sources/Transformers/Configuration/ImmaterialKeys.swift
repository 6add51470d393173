/// Keys of configurations that change no pattern, residual or logit of a pass without gradients.
///
/// Training (dropout, losses, initialisation), text generation, labels of classifiers, names and versions, and what weights
/// show by themselves (biases, sizes of tables, codes with their scales). `scripts/make-config-fixtures.py --check` compares them, and the keys that
/// parsers ask for, with the configuration classes of transformers.
enum ImmaterialKeys {
  /// Those of `config.json` in any family.
  static let everywhere = words(
    """
    architectures auto_map model_type transformers_version torch_dtype dtype _name_or_path _commit_hash name_or_path
    transformers.js_config unsloth_version unsloth_fixed _attn_implementation attn_implementation attn_impl
    _attn_implementation_autoset _flash_attn_2_enabled use_flash_attn use_cache use_bfloat16 torchscript
    tf_legacy_loss gradient_checkpointing chunk_size_feed_forward pretraining_tp return_dict return_dict_in_generate
    output_attentions output_hidden_states output_scores output_router_logits output_past init_device verbose
    attention_dropout attention_probs_dropout_prob attn_pdrop attn_dropout attn_dropout_prob dropout dropout_rate
    embd_pdrop emb_pdrop embed_dropout embedding_dropout emb_dropout_prob resid_pdrop resid_dropout residual_dropout
    hidden_dropout hidden_dropout_prob classifier_dropout seq_classif_dropout qa_dropout layerdrop
    initializer_range initializer_factor init_std router_aux_loss_coef router_jitter_noise neftune_alpha
    do_sample early_stopping temperature top_k top_p typical_p max_length min_length num_beams num_beam_groups
    num_return_sequences diversity_penalty length_penalty repetition_penalty no_repeat_ngram_size
    encoder_no_repeat_ngram_size bad_words_ids begin_suppress_tokens suppress_tokens forced_bos_token_id
    forced_eos_token_id exponential_decay_length_penalty remove_invalid_values task_specific_params prefix
    bos_token_id eos_token_id pad_token_id sep_token_id unk_token_id decoder_start_token_id tokenizer_class
    bos_token eos_token pad_token
    id2label label2id num_labels problem_type finetuning_task classifier_proj_size summary_activation
    summary_first_dropout summary_proj_to_labels summary_type summary_use_proj tie_encoder_decoder is_encoder_decoder
    is_decoder add_cross_attention cross_attention_hidden_size attention_bias mlp_bias qkv_bias use_bias use_qkv_bias bias no_bias
    enable_bias type_vocab_size attention_softmax_in_fp32 scale_attention_softmax_in_fp32 softmax_in_fp32
    reorder_and_upcast_attn
    quantization quantization_config compression_config
    activation_dropout encoder_layerdrop decoder_layerdrop mlp_dropout summary_last_dropout pooler_dropout
    classifier_dropout_prob altup_coef_clip input_jitter_noise z_loss_coefficient aux_loss_alpha seq_aux ep_size
    linear_a_log_max linear_a_log_min linear_dt_init_floor linear_dt_max linear_dt_min initializer_cutoff_factor
    rescale_prenorm_residual residual_in_fp32 attention_out_bias conv_bias use_conv_bias mamba_conv_bias
    mamba_proj_bias projectors_bias lm_head_bias classifier_bias decoder_bias norm_bias
    chunk_size mamba_chunk_size mamba_ssm_cache_dtype mamba_ssm_dtype use_mamba_kernels num_logits_to_keep
    deterministic_flash_attn num_nextn_predict_layers mtp_layers_block_type mtp_num_hidden_layers
    mtp_use_dedicated_embeddings moe_shared_expert_overlap qk_head_dim classifier_pooling cls_token_id eod_token_id
    pooler_hidden_act pooler_hidden_size sparse_prediction sparse_pred_ignore_index
    mrope_section mrope_interleaved max_window_layers
    """)

  /// Those under a GGUF file's architecture.
  static let ofGGUF = words(
    """
    vocab_size tensor_data_layout rope.scaling.finetuned pooling_type attention.layer_norm_epsilon
    attention.layer_norm_rms_epsilon mm.tokens_per_image
    """)

  /// What GGUF keys that belong to no architecture begin with: names and licences, parts of split files, the tokenizer (whose
  /// reader tells of unknown keys itself), and how the weights were quantised.
  static let partsOfGGUF = words("general split tokenizer quantize imatrix mradermacher")

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }
}
