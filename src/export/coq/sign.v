(* SPDX-License-Identifier: LGPL-3.0-or-later *)
(* ---- boxes: bounds of each generator (true: strict), its value, or its square ---- *)
Record gen := { g_lo : option (bool * Q); g_hi : option (bool * Q); g_square : option Q; g_value : option Q }.
Definition box := list gen.
Definition lit (q : Q) : R := match Qden q with xH => IZR (Qnum q) | d => IZR (Qnum q) / IZR (Zpos d) end.
Definition below (b : option (bool * Q)) (x : R) : Prop :=
  match b with None => True | Some (true, q) => lit q < x | Some (false, q) => lit q <= x end.
Definition above (b : option (bool * Q)) (x : R) : Prop :=
  match b with None => True | Some (true, q) => x < lit q | Some (false, q) => x <= lit q end.
Definition is_root (b : option Q) (x : R) : Prop := match b with None => True | Some q => x ^ 2 = lit q end.
Definition is_value (b : option Q) (x : R) : Prop := match b with None => True | Some q => x = lit q end.
Definition in_gen (g : gen) (x : R) : Prop := below (g_lo g) x /\ above (g_hi g) x /\ is_root (g_square g) x /\ is_value (g_value g) x.
Fixpoint in_box (B : box) (e : nat -> R) : Prop :=
  match B with nil => True | g :: B => in_gen g (e O) /\ in_box B (fun i => e (S i)) end.

Lemma lit_R q : lit q = Q2R q.
Proof. destruct q as [n d]. unfold lit, Q2R; simpl. destruct d; unfold Rdiv; try reflexivity. lra. Qed.

(* ---- squares of radicals ---- *)
Definition cons0 (k : nat) (m : mono) : mono := match k, m with O, nil => nil | _, _ => k :: m end.
Fixpoint Qpow (q : Q) (n : nat) : Q := match n with O => 1%Q | S n => Qred (q * Qpow q n) end.
Fixpoint mono_reduce (B : box) (m : mono) : mono * Q :=
  match m, B with
  | nil, _ => (nil, 1%Q)
  | _, nil => (m, 1%Q)
  | k :: m, g :: B =>
      let r := mono_reduce B m in
      match g_square g with
      | Some q => (cons0 (if Nat.odd k then 1 else 0)%nat (fst r), Qred (snd r * Qpow q (Nat.div2 k)))
      | None => (cons0 k (fst r), snd r)
      end
  end.
Fixpoint poly_reduce (B : box) (p : poly) : poly :=
  match p with
  | nil => nil
  | t :: p => let m := mono_reduce B (fst t) in add_term (fst m) (Qred (snd t * snd m)) (poly_reduce B p)
  end.

Lemma cons0_R e k m : mono_R e (cons0 k m) = e O ^ k * mono_R (fun i => e (S i)) m.
Proof. destruct k, m; simpl; ring. Qed.
Lemma Qpow_R q n : Q2R (Qpow q n) = Q2R q ^ n.
Proof. induction n as [| n IH]; [apply Q2R_one |]. simpl. now rewrite Q2R_red, Q2R_mult, IH. Qed.
Lemma pow_halves (x : R) k : x ^ k = x ^ (if Nat.odd k then 1 else 0)%nat * (x ^ 2) ^ (Nat.div2 k).
Proof.
rewrite <- pow_mult, <- pow_add. f_equal. rewrite (Nat.div2_odd k) at 1.
destruct (Nat.odd k); simpl; lia.
Qed.
Lemma mono_reduce_R B m : forall e, in_box B e ->
  Q2R (snd (mono_reduce B m)) * mono_R e (fst (mono_reduce B m)) = mono_R e m.
Proof.
revert m; induction B as [| g B IH]; intros [| k m] e H; simpl in *; rewrite ?Q2R_one; try ring.
destruct H as [G H]. specialize (IH m _ H). destruct (g_square g) as [q |] eqn:S.
- destruct G as [_ [_ [G _]]]. rewrite S in G; simpl in G. rewrite lit_R in G.
  simpl; rewrite cons0_R, Q2R_red, Q2R_mult, Qpow_R, <- G, (pow_halves (e O) k), <- IH. simpl. ring.
- simpl; rewrite cons0_R, <- IH. ring.
Qed.
Lemma poly_reduce_R B p e : in_box B e -> poly_R e (poly_reduce B p) = poly_R e p.
Proof.
intro H. induction p as [| t p IH]; simpl; [reflexivity |].
rewrite add_term_R, IH, Q2R_red, Q2R_mult. unfold term_R.
rewrite <- (mono_reduce_R B (fst t) e H). ring.
Qed.

(* ---- signs: the coefficients in products of x - lo and hi - x ---- *)
Definition alpha (g : gen) (x : R) : R := match g_lo g with Some (_, a) => x - Q2R a | None => 0 end.
Definition beta (g : gen) (x : R) : R := match g_hi g with Some (_, b) => Q2R b - x | None => 0 end.
(* the environment of the products: alpha, beta of each generator in turn *)
Fixpoint ends (B : box) (e : nat -> R) : nat -> R :=
  match B with
  | nil => fun _ => 0
  | g :: B => fun i => match i with O => alpha g (e O) | S O => beta g (e O) | S (S i) => ends B (fun i => e (S i)) i end
  end.
Definition pA : poly := poly_var 0.
Definition pB : poly := poly_var 1.
Lemma pA_R e : poly_R e pA = e O.
Proof. apply poly_var_R. Qed.
Lemma pB_R e : poly_R e pB = e 1%nat.
Proof. apply poly_var_R. Qed.
(* x^k (times (hi - lo)^n, if both are there) in alpha and beta *)
Definition power (g : gen) (n k : nat) : option poly :=
  if Nat.eqb n 0 then Some (poly_const 1) else
  match g_lo g, g_hi g with
  | Some (_, a), Some (_, b) =>
      if Qle_bool b a then None
      else Some (poly_mul (poly_pow (poly_add (poly_scale nil b pA) (poly_scale nil a pB)) k)
                          (poly_pow (poly_add pA pB) (n - k)))
  | Some (_, a), None => Some (poly_pow (poly_add pA (poly_const a)) k)
  | None, Some (_, b) => Some (poly_pow (poly_add (poly_const b) (poly_neg pB)) k)
  | None, None => None
  end.
Definition weight (g : gen) (n : nat) : R :=
  match g_lo g, g_hi g with Some (_, a), Some (_, b) => (Q2R b - Q2R a) ^ n | _, _ => 1 end.
Lemma certify_some {A : Type} (a b : A) : Some a = Some b -> a = b.
Proof. now intros [= H]. Qed.
Lemma power_R g n k x p e : (k <= n)%nat -> power g n k = Some p -> e O = alpha g x -> e 1%nat = beta g x ->
  0 < weight g n /\ poly_R e p = weight g n * x ^ k.
Proof.
unfold power, weight, alpha, beta; intros kn. destruct (Nat.eqb n 0) eqn:N.
{ apply Nat.eqb_eq in N. intros E _ _; apply certify_some in E; subst p n. replace k with O by lia.
  rewrite poly_const_R, Q2R_one. destruct (g_lo g) as [[] |], (g_hi g) as [[] |]; simpl; lra. }
destruct (g_lo g) as [[sa a] |], (g_hi g) as [[sb b] |].
- destruct (Qle_bool b a) eqn:L; [discriminate |]. intros E e0 e1; apply certify_some in E; subst p.
  assert (W : Q2R a < Q2R b).
  { apply Qlt_Rlt. apply Qnot_le_lt. intro l. apply Qle_bool_iff in l. congruence. }
  split; [apply pow_lt; lra |].
  rewrite poly_mul_R, !poly_pow_R, !poly_add_R, !poly_scale_R, !pA_R, !pB_R, e0, e1. cbn [mono_R].
  replace (x - Q2R a + (Q2R b - x)) with (Q2R b - Q2R a) by ring.
  replace (Q2R b * 1 * (x - Q2R a) + Q2R a * 1 * (Q2R b - x)) with ((Q2R b - Q2R a) * x) by ring.
  rewrite Rpow_mult_distr. replace n with (k + (n - k))%nat at 2 by lia. rewrite pow_add. ring.
- intros E e0 _; apply certify_some in E; subst p. split; [lra |].
  rewrite poly_pow_R, poly_add_R, pA_R, poly_const_R, e0. replace (x - Q2R a + Q2R a) with x by ring. ring.
- intros E _ e1; apply certify_some in E; subst p. split; [lra |].
  rewrite poly_pow_R, poly_add_R, poly_neg_R, pB_R, poly_const_R, e1. replace (Q2R b + - (Q2R b - x)) with x by ring. ring.
- discriminate.
Qed.

Definition shift (p : poly) : poly := map (fun t => (O :: O :: fst t, snd t)) p.
(* A polynomial by powers of its first generator: the polynomials in the others *)
Fixpoint insert (k : nat) (t : mono * Q) (l : list poly) : list poly :=
  match k, l with
  | O, nil => [[t]]
  | O, q :: l => (t :: q) :: l
  | S k, nil => nil :: insert k t nil
  | S k, q :: l => q :: insert k t l
  end.
Fixpoint slices (p : poly) : list poly :=
  match p with nil => nil | t :: p => insert (hd O (fst t)) (tl (fst t), snd t) (slices p) end.
(* The sum of x^k times a slice, from k on *)
Fixpoint join (f : poly -> option poly) (g : gen) (n k : nat) (l : list poly) : option poly :=
  match l with
  | nil => Some nil
  | q :: l =>
      match join f g n (S k) l with
      | None => None
      | Some r =>
          match q with
          | nil => Some r
          | _ =>
              if Nat.leb k n then
                match power g n k, f q with
                | Some p, Some q => Some (poly_add (poly_mul p (shift q)) r)
                | _, _ => None
                end
              else None
          end
      end
  end.
Fixpoint weights (B : box) (ns : list nat) : R :=
  match B with nil => 1 | g :: B => weight g (hd O ns) * weights B (tl ns) end.
Fixpoint is_flat (p : poly) : bool := match p with nil => true | (nil, _) :: p => is_flat p | _ => false end.
Fixpoint poly_ends (B : box) (ns : list nat) (p : poly) : option poly :=
  match B with
  | nil => if is_flat p then Some p else None
  | g :: B => join (poly_ends B (tl ns)) g (hd O ns) O (slices p)
  end.

Lemma shift_R p : forall e, poly_R e (shift p) = poly_R (fun i => e (S (S i))) p.
Proof. induction p as [| t p IH]; intro e; simpl; [reflexivity |]. rewrite IH. unfold term_R. cbn [fst snd mono_R pow]. now rewrite !Rmult_1_l. Qed.
Lemma hd_tl_R m e : mono_R e m = e O ^ hd O m * mono_R (fun i => e (S i)) (tl m).
Proof. destruct m; simpl; ring. Qed.
Definition rest (e : nat -> R) : nat -> R := fun i => e (S i).
Fixpoint slices_R (e : nat -> R) (k : nat) (l : list poly) : R :=
  match l with nil => 0 | q :: l => e O ^ k * poly_R (rest e) q + slices_R e (S k) l end.
Lemma insert_R e k : forall j t l, slices_R e j (insert k t l) = e O ^ (j + k) * term_R (rest e) t + slices_R e j l.
Proof.
induction k as [| k IH]; intros j t [| q l]; cbn [insert slices_R poly_R].
- rewrite Nat.add_0_r. ring.
- rewrite Nat.add_0_r. ring.
- rewrite IH. cbn [slices_R]. replace (S j + k)%nat with (j + S k)%nat by lia. ring.
- rewrite IH. replace (S j + k)%nat with (j + S k)%nat by lia. ring.
Qed.
Lemma slices_all e p : slices_R e O (slices p) = poly_R e p.
Proof.
induction p as [| t p IH]; [reflexivity |]. cbn [slices poly_R]. rewrite insert_R, IH. unfold term_R; cbn [fst snd Nat.add].
rewrite (hd_tl_R (fst t) e). unfold rest. ring.
Qed.
Lemma is_flat_R p e e' : is_flat p = true -> poly_R e p = poly_R e' p.
Proof.
induction p as [| [[|] c] p IH]; [reflexivity | | discriminate]. cbn [is_flat poly_R]. intro F. now rewrite (IH F).
Qed.
Lemma join_R f g n w e (B : box) :
  (forall q r, f q = Some r -> (poly_R (rest e) q = 0 \/ 0 < w) /\ poly_R (ends B (rest e)) r = w * poly_R (rest e) q) ->
  forall l k r, join f g n k l = Some r ->
  (slices_R e k l = 0 \/ 0 < weight g n * w) /\ poly_R (ends (g :: B) e) r = weight g n * w * slices_R e k l.
Proof.
intros F. induction l as [| q l IH]; intros k r; cbn [join slices_R].
- intro E; apply certify_some in E; subst r. cbn [poly_R]. split; [now left | ring].
- destruct (join f g n (S k) l) as [r1 |] eqn:J; [| discriminate]. destruct (IH _ _ J) as [P1 E1].
  destruct q as [| t q].
  { intro E; apply certify_some in E; subst r. cbn [poly_R]. rewrite Rmult_0_r, Rplus_0_l. now split. }
  destruct (Nat.leb k n) eqn:L; [| discriminate]. apply Nat.leb_le in L.
  destruct (power g n k) as [p1 |] eqn:P; [| discriminate]. destruct (f (t :: q)) as [q1 |] eqn:Q; [| discriminate].
  intro E; apply certify_some in E; subst r.
  destruct (power_R g _ _ (e O) p1 (ends (g :: B) e) L P eq_refl eq_refl) as [W E2]. destruct (F _ _ Q) as [P3 E3].
  split.
  + destruct P3 as [Z | w0]; [| right; now apply Rmult_lt_0_compat].
    destruct P1 as [Z1 | w1]; [left; rewrite Z, Z1; ring | now right].
  + rewrite poly_add_R, poly_mul_R, E2, shift_R, E1.
    change (fun i => ends (g :: B) e (S (S i))) with (ends B (rest e)). rewrite E3. ring.
Qed.
Lemma poly_ends_R B : forall ns p r e, poly_ends B ns p = Some r ->
  (poly_R e p = 0 \/ 0 < weights B ns) /\ poly_R (ends B e) r = weights B ns * poly_R e p.
Proof.
induction B as [| g B IH]; intros ns p r e; cbn [poly_ends weights].
- destruct (is_flat p) eqn:F; [| discriminate]. intro E; apply certify_some in E; subst r.
  split; [right; lra | rewrite Rmult_1_l; now apply is_flat_R].
- intro J. rewrite <- (slices_all e p). apply (join_R (poly_ends B (tl ns))); [| exact J].
  intros q r' E. exact (IH _ _ _ _ E).
Qed.

Lemma below_R b x : below b x <-> match b with None => True | Some (true, q) => Q2R q < x | Some (false, q) => Q2R q <= x end.
Proof. unfold below. destruct b as [[[] q] |]; rewrite ?lit_R; tauto. Qed.
Lemma above_R b x : above b x <-> match b with None => True | Some (true, q) => x < Q2R q | Some (false, q) => x <= Q2R q end.
Proof. unfold above. destruct b as [[[] q] |]; rewrite ?lit_R; tauto. Qed.
Definition is_strict (b : option (bool * Q)) : bool := match b with Some (true, _) => true | _ => false end.
Lemma alpha_sign g x : in_gen g x -> 0 <= alpha g x /\ (is_strict (g_lo g) = true -> 0 < alpha g x).
Proof.
intros [H _]. apply below_R in H. unfold alpha, is_strict. destruct (g_lo g) as [[[] q] |]; split; intros; lra || discriminate.
Qed.
Lemma beta_sign g x : in_gen g x -> 0 <= beta g x /\ (is_strict (g_hi g) = true -> 0 < beta g x).
Proof.
intros [_ [H _]]. apply above_R in H. unfold beta, is_strict. destruct (g_hi g) as [[[] q] |]; split; intros; lra || discriminate.
Qed.
Lemma ends_sign B : forall e i, in_box B e -> 0 <= ends B e i.
Proof.
induction B as [| g B IH]; intros e i H; simpl; [lra |]. destruct H as [G H], i as [| [| i]].
- now apply alpha_sign.
- now apply beta_sign.
- now apply IH.
Qed.
Lemma mono_sign m : forall e, (forall i, 0 <= e i) -> 0 <= mono_R e m.
Proof.
induction m as [| k m IH]; intros e H; simpl; [lra |]. apply Rmult_le_pos; [now apply pow_le | apply IH; intro; apply H].
Qed.
Definition free (k : nat) (strict : bool) : bool := match k with O => true | _ => strict end.
Fixpoint mono_strict (B : box) (m : mono) : bool :=
  match m, B with
  | nil, _ => true
  | _, nil => false
  | [a], g :: _ => free a (is_strict (g_lo g))
  | a :: b :: m, g :: B => if free a (is_strict (g_lo g)) then if free b (is_strict (g_hi g)) then mono_strict B m else false else false
  end.
Lemma free_R k s x : free k s = true -> 0 <= x -> (s = true -> 0 < x) -> 0 < x ^ k.
Proof. destruct k; simpl; intros; [lra |]. apply (pow_lt x (S k)). now apply H1. Qed.
Lemma mono_strict_R B : forall m e, in_box B e -> mono_strict B m = true -> 0 < mono_R (ends B e) m.
Proof.
induction B as [| g B IH]; intros [| a [| b m]] e H S; simpl in S; try discriminate; try (simpl; lra).
- destruct H as [G H], (alpha_sign g _ G) as [A1 A2]. simpl. rewrite Rmult_1_r. now apply (free_R a (is_strict (g_lo g))).
- destruct H as [G H], (alpha_sign g _ G) as [A1 A2], (beta_sign g _ G) as [B1 B2].
  destruct (free a _) eqn:Fa; [| discriminate]. destruct (free b _) eqn:Fb; [| discriminate].
  cbn [mono_R]. apply Rmult_lt_0_compat; [now apply (free_R a (is_strict (g_lo g))) |].
  apply Rmult_lt_0_compat; [now apply (free_R b (is_strict (g_hi g))) |].
  exact (IH m _ H S).
Qed.

Definition Qpos (q : Q) : bool := Z.ltb 0 (Qnum q).
Definition Qnonneg (q : Q) : bool := Z.leb 0 (Qnum q).
Lemma Qpos_R q : Qpos q = true -> 0 < Q2R q.
Proof.
unfold Qpos; intro H. apply Z.ltb_lt in H. unfold Q2R. apply Rmult_lt_0_compat; [now apply IZR_lt |].
apply Rinv_0_lt_compat. now apply IZR_lt.
Qed.
Lemma Qnonneg_R q : Qnonneg q = true -> 0 <= Q2R q.
Proof.
unfold Qnonneg; intro H. apply Z.leb_le in H. unfold Q2R. apply Rmult_le_pos; [now apply IZR_le |].
apply Rlt_le, Rinv_0_lt_compat. now apply IZR_lt.
Qed.
Fixpoint all_nonneg (p : poly) : bool := match p with nil => true | t :: p => if Qnonneg (snd t) then all_nonneg p else false end.
Fixpoint one_strict (B : box) (p : poly) : bool :=
  match p with nil => false | t :: p => if Qpos (snd t) then if mono_strict B (fst t) then true else one_strict B p else one_strict B p end.
Lemma all_nonneg_R B e p : in_box B e -> all_nonneg p = true -> 0 <= poly_R (ends B e) p.
Proof.
intro H. induction p as [| t p IH]; simpl; [lra |]. destruct (Qnonneg (snd t)) eqn:N; [| discriminate]. intro P.
apply Rplus_le_le_0_compat; [| now apply IH]. apply Rmult_le_pos; [now apply Qnonneg_R |].
apply mono_sign. intro; now apply ends_sign.
Qed.
Lemma one_strict_R B e p : in_box B e -> all_nonneg p = true -> one_strict B p = true -> 0 < poly_R (ends B e) p.
Proof.
intro H. induction p as [| t p IH]; simpl; [discriminate |]. destruct (Qnonneg (snd t)) eqn:N; [| discriminate].
intros P S. assert (T := all_nonneg_R B e p H P).
assert (M : 0 <= term_R (ends B e) t).
{ apply Rmult_le_pos; [now apply Qnonneg_R |]. apply mono_sign. intro; now apply ends_sign. }
destruct (Qpos (snd t)) eqn:Q; [destruct (mono_strict B (fst t)) eqn:E |].
- assert (0 < term_R (ends B e) t); [| lra].
  apply Rmult_lt_0_compat; [now apply Qpos_R | now apply mono_strict_R].
- assert (X := IH P S). lra.
- assert (X := IH P S). lra.
Qed.

Fixpoint max_degrees (a b : mono) : mono :=
  match a, b with nil, _ => b | _, nil => a | x :: a, y :: b => Nat.max x y :: max_degrees a b end.
Fixpoint degrees (p : poly) : list nat := match p with nil => nil | t :: p => max_degrees (fst t) (degrees p) end.
Definition test_nonneg (B : box) (p : poly) : bool :=
  match poly_ends B (degrees p) p with Some r => all_nonneg r | None => false end.
(* a number below all values, if all coefficients are positive *)
Fixpoint least (p : poly) : Q :=
  match p with nil => 1 | [t] => snd t | t :: p => let c := least p in if Qle_bool c (snd t) then c else snd t end.
Definition lower (p r : poly) : Q := Qred (least r * (1 # 2 ^ Pos.of_nat (fold_right Nat.add 1 (degrees p))%nat)).
Definition test_pos (B : box) (p : poly) : bool :=
  match p, poly_ends B (degrees p) p with
  | _ :: _, Some r =>
      if all_nonneg r then
        if one_strict B r then true
        else let c := lower p r in if Qpos c then test_nonneg B (poly_add (poly_const (- c)) p) else false
      else false
  | _, _ => false
  end.
Lemma test_nonneg_R B p e : in_box B e -> test_nonneg B p = true -> 0 <= poly_R e p.
Proof.
intro H. unfold test_nonneg. destruct (poly_ends B (degrees p) p) as [r |] eqn:E; [| discriminate]. intro N.
destruct (poly_ends_R B _ p r e E) as [[Z | W] R]; [lra |].
assert (P := all_nonneg_R B e r H N). rewrite R in P.
apply (Rmult_le_reg_l (weights B (degrees p))); [exact W | now rewrite Rmult_0_r].
Qed.
Lemma test_pos_R B p e : in_box B e -> test_pos B p = true -> 0 < poly_R e p.
Proof.
intro H. unfold test_pos. destruct p as [| t p]; [discriminate |]. set (q := t :: p).
destruct (poly_ends B (degrees q) q) as [r |] eqn:E; [| discriminate].
destruct (all_nonneg r) eqn:N; [| discriminate]. destruct (one_strict B r) eqn:S.
- intros _. destruct (poly_ends_R B _ q r e E) as [[Z | W] R]; assert (P := one_strict_R B e r H N S); rewrite R in P;
    [rewrite Z in P; lra |].
  apply (Rmult_lt_reg_l (weights B (degrees q))); [exact W | now rewrite Rmult_0_r].
- cbv zeta. destruct (Qpos (lower q r)) eqn:P; [| discriminate]. intro T.
  apply (test_nonneg_R B _ e H) in T. rewrite poly_add_R, poly_const_R, Q2R_opp in T. apply Qpos_R in P. lra.
Qed.

(* ---- division of boxes; what a box is divided at needs no proof ---- *)
Definition Qhalf (a b : Q) : Q := Qred ((a + b) * (1 # 2)).
Definition middle (g : gen) : Q :=
  match g_value g, g_lo g, g_hi g with
  | Some q, _, _ => q
  | _, Some (_, a), Some (_, b) => Qhalf a b
  | _, Some (_, a), None => Qred (a + Qabs a + 1)
  | _, None, Some (_, b) => Qred (b - Qabs b - 1)
  | _, None, None => 0
  end.
Fixpoint mono_at (B : box) (m : mono) : Q :=
  match B, m with g :: B, k :: m => Qred (Qpow (middle g) k * mono_at B m) | _, _ => 1 end.
Definition sample (B : box) (p : poly) : Q := fold_right (fun t s => Qred (snd t * mono_at B (fst t) + s)) 0%Q p.
(* the size of a range: infinite ones come first *)
Definition size (g : gen) (n : nat) : option Q :=
  match n, g_square g, g_value g, g_lo g, g_hi g with
  | S _, None, None, Some (_, a), Some (_, b) => if Qle_bool b a then None else Some (Qred (b - a))
  | S _, None, None, None, None => Some (2 # 1)%Q
  | S _, None, None, _, _ => Some 1%Q
  | _, _, _, _, _ => None
  end.
Definition is_infinite (g : gen) : bool := match g_lo g, g_hi g with Some _, Some _ => false | _, _ => true end.
Definition larger (a : option (nat * (bool * Q) * Q)) (b : option (nat * (bool * Q) * Q)) :=
  match a, b with
  | Some (_, (ia, sa), _), Some (_, (ib, sb), _) =>
      if ia then if ib then if Qle_bool sb sa then a else b else a else if ib then b else if Qle_bool sb sa then a else b
  | None, _ => b
  | _, None => a
  end.
Fixpoint widest (i : nat) (B : box) (ns : list nat) : option (nat * (bool * Q) * Q) :=
  match B with
  | nil => None
  | g :: B =>
      larger (match size g (hd O ns) with Some s => Some (i, (is_infinite g, s), middle g) | None => None end)
             (widest (S i) B (tl ns))
  end.
Fixpoint put (i : nat) (f : gen -> gen) (B : box) : box :=
  match B, i with nil, _ => nil | g :: B, O => f g :: B | g :: B, S i => g :: put i f B end.
Definition with_lo (b : bool) (c : Q) (g : gen) : gen :=
  {| g_lo := Some (b, c); g_hi := g_hi g; g_square := g_square g; g_value := g_value g |}.
Definition with_hi (b : bool) (c : Q) (g : gen) : gen :=
  {| g_lo := g_lo g; g_hi := Some (b, c); g_square := g_square g; g_value := g_value g |}.
Lemma put_R f : forall i B e, in_box B e -> (forall g, in_gen g (e i) -> in_gen (f g) (e i)) -> in_box (put i f B) e.
Proof.
induction i as [| i IH]; intros [| g B] e H F; simpl in *; try exact I; destruct H as [G H]; split; auto.
Qed.

(* None: not shown; else what is left of the number of boxes allowed *)
Fixpoint search (fuel : nat) (strict : bool) (n : nat) (B : box) (p : poly) : option nat :=
  match fuel, n with
  | S fuel, S n =>
      if (if strict then test_pos B p else test_nonneg B p) then Some n
      else if Z.ltb (Qnum (sample B p)) 0 then None
      else match widest O B (degrees p) with
           | Some (i, _, c) =>
               match search fuel strict n (put i (with_hi false c) B) p with
               | Some n => search fuel strict n (put i (with_lo true c) B) p
               | None => None
               end
           | None => None
           end
  | _, _ => None
  end.
Lemma search_R fuel : forall strict n n' B p e, in_box B e -> search fuel strict n B p = Some n' ->
  if strict then 0 < poly_R e p else 0 <= poly_R e p.
Proof.
induction fuel as [| fuel IH]; intros strict n n' B p e H; simpl; [discriminate |].
destruct n as [| n]; [discriminate |]. destruct (if strict then test_pos B p else test_nonneg B p) eqn:T.
- intros _. destruct strict; [now apply (test_pos_R B) | now apply (test_nonneg_R B)].
- destruct (Z.ltb (Qnum (sample B p)) 0); [discriminate |].
  destruct (widest O B (degrees p)) as [[[i s] c] |]; [| discriminate].
  destruct (search fuel strict n (put i (with_hi false c) B) p) as [n1 |] eqn:S1; [| discriminate]. intro S2.
  destruct (Rle_lt_dec (e i) (lit c)) as [L | L].
  + refine (IH strict n n1 _ p e _ S1). apply put_R; [exact H |]. intros g [G1 [G2 G3]]. repeat split; tauto.
  + refine (IH strict n1 n' _ p e _ S2). apply put_R; [exact H |]. intros g [G1 [G2 G3]]. repeat split; tauto.
Qed.
Definition is_pos (B : box) (p : poly) : bool := match search 61 true 250 B p with Some _ => true | None => false end.
Definition is_nonneg (B : box) (p : poly) : bool := match search 61 false 250 B p with Some _ => true | None => false end.
Lemma is_pos_R B p e : in_box B e -> is_pos B p = true -> 0 < poly_R e p.
Proof. unfold is_pos. intro H. destruct (search 61 true 250 B p) eqn:S; [| discriminate]. intros _. exact (search_R _ true _ _ B p e H S). Qed.
Lemma is_nonneg_R B p e : in_box B e -> is_nonneg B p = true -> 0 <= poly_R e p.
Proof. unfold is_nonneg. intro H. destruct (search 61 false 250 B p) eqn:S; [| discriminate]. intros _. exact (search_R _ false _ _ B p e H S). Qed.

(* whether 0 <= p, 0 < p, 0 = p on the box *)
Definition decide_le (B : box) (p : poly) : option bool :=
  if Z.ltb (Qnum (sample B p)) 0 then if is_pos B (poly_neg p) then Some false else None
  else if is_nonneg B p then Some true else None.
Definition decide_lt (B : box) (p : poly) : option bool :=
  if Z.ltb 0 (Qnum (sample B p)) then if is_pos B p then Some true else None
  else if is_nonneg B (poly_neg p) then Some false else None.
Definition decide_eq (B : box) (p : poly) : option bool :=
  match p with
  | nil => Some true
  | _ => if is_pos B (if Z.ltb 0 (Qnum (sample B p)) then p else poly_neg p) then Some false else None
  end.
Lemma decide_le_R B p e b : in_box B e -> decide_le B p = Some b -> if b then 0 <= poly_R e p else poly_R e p < 0.
Proof.
intro H. unfold decide_le. destruct (Z.ltb _ 0).
- destruct (is_pos B (poly_neg p)) eqn:P; [| discriminate]. intros [= <-]. apply (is_pos_R _ _ e H) in P. rewrite poly_neg_R in P. lra.
- destruct (is_nonneg B p) eqn:P; [| discriminate]. intros [= <-]. now apply (is_nonneg_R B).
Qed.
Lemma decide_lt_R B p e b : in_box B e -> decide_lt B p = Some b -> if b then 0 < poly_R e p else poly_R e p <= 0.
Proof.
intro H. unfold decide_lt. destruct (Z.ltb 0 _).
- destruct (is_pos B p) eqn:P; [| discriminate]. intros [= <-]. now apply (is_pos_R B).
- destruct (is_nonneg B (poly_neg p)) eqn:P; [| discriminate]. intros [= <-]. apply (is_nonneg_R _ _ e H) in P. rewrite poly_neg_R in P. lra.
Qed.
Lemma decide_eq_R B p e b : in_box B e -> decide_eq B p = Some b -> if b then poly_R e p = 0 else poly_R e p <> 0.
Proof.
intro H. unfold decide_eq. destruct p as [| t p]; [now intros [= <-] |]. set (q := t :: p).
destruct (is_pos B _) eqn:P; [| discriminate]. intros [= <-]. apply (is_pos_R _ _ e H) in P.
destruct (Z.ltb 0 _); [| rewrite poly_neg_R in P]; lra.
Qed.
(* whether 0 <= p or p <= 0 *)
Definition weak_sign (B : box) (p : poly) : option bool :=
  let s := Qnum (sample B p) in
  if Z.ltb s 0 then if is_nonneg B (poly_neg p) then Some false else None
  else if is_nonneg B p then Some true
  else if Z.eqb s 0 then if is_nonneg B (poly_neg p) then Some false else None
  else None.
Lemma weak_sign_R B p e b : in_box B e -> weak_sign B p = Some b -> if b then 0 <= poly_R e p else poly_R e p <= 0.
Proof.
intro H. unfold weak_sign. cbv zeta.
assert (N : is_nonneg B (poly_neg p) = true -> poly_R e p <= 0).
{ intro P. apply (is_nonneg_R _ _ e H) in P. rewrite poly_neg_R in P. lra. }
destruct (Z.ltb _ 0); [| destruct (is_nonneg B p) eqn:P; [| destruct (Z.eqb _ 0); [| discriminate]]].
- destruct (is_nonneg B (poly_neg p)); [| discriminate]. intros [= <-]. auto.
- intros [= <-]. now apply (is_nonneg_R B).
- destruct (is_nonneg B (poly_neg p)); [| discriminate]. intros [= <-]. auto.
Qed.

